import type { ChannelEvent, DeliveryRef } from '#domain/channel-event.ts';
import { isDecision } from '#domain/command.ts';
import { changesTask } from '#domain/decide-command.ts';
import { InputError } from '#domain/errors.ts';
import { isOurs } from '#domain/failure.ts';
import type { Person } from '#domain/person.ts';
import { readShape } from '#lambdas/http/read-shape.ts';
import { type HttpRequest, readJson } from '#lambdas/http/request.ts';
import type { DeliveryAnswer, Receive } from '#lambdas/http/serve-deliveries.ts';
import { deliveryIdOf } from '#lambdas/http/verify-hmac.ts';
import { applyCommand } from '#lambdas/intake/apply-command.ts';
import { applyTicket } from '#lambdas/intake/apply-ticket.ts';
import { applyWithdrawal, type Withdrawn } from '#lambdas/intake/apply-withdrawal.ts';
import type { IntakeDeps, Reply } from '#lambdas/intake/intake-deps.ts';
import { tellAtWork } from '#lambdas/intake/tell.ts';
import { wordReply } from '#lambdas/intake/word-reply.ts';
import type { Secrets } from '#ports/secrets.ts';
import type { Tracker } from '#ports/tracker.ts';
import { envelopeSchema } from './schema.ts';
import { type JiraSettings, toEvent } from './to-event.ts';
import { refuseStale, verifyJira } from './verify.ts';

export interface JiraDeps extends IntakeDeps {
  readonly secrets: Secrets;
  readonly settings: JiraSettings;
  /** Loaded only when somebody is to be answered. */
  readonly tracker: () => Promise<Pick<Tracker, 'upsertComment' | 'readPerson'>>;
}

type LabelledEvent = Extract<ChannelEvent, { type: 'ticket.labelled' }>;
type CommandEvent = Extract<ChannelEvent, { type: 'command.given' }>;

/**
 * Takes Jira's deliveries: a label makes a task, a comment to the agent is a command and gets a comment back, and a ticket
 * that goes away may take its task with it.
 */
export function receiveJira(deps: JiraDeps): Receive {
  return async (request) => {
    verifyJira(request, await deps.secrets.read('stepwright/jira/webhook-secret'));
    const deliveryId = deliveryIdOf(request.headers['x-atlassian-webhook-identifier'], request.body);
    const answer = await act(request, { channel: 'jira', id: deliveryId }, deps);
    return { deliveryId, ...answer };
  };
}

async function act(request: HttpRequest, delivery: DeliveryRef, deps: JiraDeps): Promise<DeliveryAnswer> {
  const body = readJson(request.body.toString('utf8'));
  const { webhookEvent, timestamp } = readShape(() => envelopeSchema.parse(body));
  refuseStale(timestamp, deps.clock.now());
  const parsed = readShape(() => toEvent(webhookEvent, body, deps.settings));
  if (parsed.type === 'ignored') return { status: 'ignored', reason: parsed.reason };
  switch (parsed.event.type) {
    case 'ticket.labelled':
      return take(parsed.event, delivery, deps);
    case 'command.given':
      return obey(parsed.event, parsed.commentedOn, delivery, deps);
    case 'ticket.withdrawn':
      return withdraw(parsed.event, delivery, deps);
    case 'ci.concluded':
      return { status: 'ignored', reason: 'Jira knows nothing of CI' };
  }
}

/** Whoever labels a ticket that is worked on already is told so, by one comment however often they do. */
async function take(event: LabelledEvent, delivery: DeliveryRef, deps: JiraDeps): Promise<DeliveryAnswer> {
  const result = await applyTicket(event, delivery, deps);
  const { status, taskId } = result;
  if (status === 'live' && taskId !== undefined && event.by.automatic !== true) {
    await post(event.ticket.key, `at-work-${taskId}`, tellAtWork(taskId, deps.settings.handle), deps);
  }
  return result;
}

/** What is said about it is said on the ticket where it is now; a delivery that comes again must not cancel a later task. */
async function withdraw(event: Withdrawn, delivery: DeliveryRef, deps: JiraDeps): Promise<DeliveryAnswer> {
  if (await deps.store.hasDelivery(delivery)) return { status: 'duplicate' };
  const by = deps.commandPolicy?.mode === 'involved' ? await withEmail(event.by, deps) : event.by;
  const { tell, ...result } = await applyWithdrawal({ ...event, by }, deps);
  await deps.store.recordDelivery(delivery);
  if (tell === undefined) return result;
  // By the key that the task knows, so that it is understood on a ticket that has another by now.
  const text = `${tell} \`${deps.settings.handle} cancel ${event.key}\` stops it.`;
  await post(event.how.type === 'moved' ? event.how.to : event.key, `withdrawn-${result.taskId ?? ''}`, text, deps);
  return result;
}

async function obey(
  event: CommandEvent,
  ticketKey: string | undefined,
  delivery: DeliveryRef,
  deps: JiraDeps,
): Promise<DeliveryAnswer> {
  if (await deps.store.hasDelivery(delivery)) return { status: 'duplicate' };
  const done = await carryOut(event, delivery, deps);
  const { ok, taskId } = done;
  const reply = wordReply(done, ticketKey === undefined ? undefined : { channel: 'jira', ticketKey });
  // Before the answer: a comment that cannot be posted is no reason to act on the command a second time.
  await deps.store.recordDelivery(delivery);
  const posted = ticketKey === undefined || reply === undefined || (await post(ticketKey, `reply-${delivery.id}`, reply, deps));
  const reason = posted ? {} : { reason: 'the reply could not be posted' };
  return { status: ok ? 'accepted' : 'refused', taskId, reply: done.reply, ...reason };
}

/** Jira sends again what failed for the moment; anything else the person has to be told, for nobody else is. */
async function carryOut(event: CommandEvent, delivery: DeliveryRef, deps: JiraDeps): Promise<Reply> {
  try {
    const by = await personOf(event, deps);
    return await applyCommand({ ...event, by }, delivery, deps);
  } catch (error) {
    if (!isOurs(error) || error.retryable) throw error;
    return { ok: false, code: 'NOT_POSSIBLE', reply: `That could not be done: ${error.message} ${error.remedy}` };
  }
}

/** Deliveries seldom carry e-mail addresses, which lists of people go by. */
async function personOf({ command, by }: CommandEvent, deps: JiraDeps): Promise<Person> {
  const needed = isDecision(command) || (deps.commandPolicy?.mode === 'involved' && changesTask(command));
  return needed ? withEmail(by, deps) : by;
}

async function withEmail(by: Person, deps: JiraDeps): Promise<Person> {
  if (by.email !== undefined || by.automatic) return by;
  const tracker = await deps.tracker();
  return tracker.readPerson(by.id).catch((error: unknown) => {
    if (error instanceof InputError) return by;
    throw error;
  });
}

async function post(ticketKey: string, marker: string, reply: string, deps: JiraDeps): Promise<boolean> {
  try {
    const tracker = await deps.tracker();
    await tracker.upsertComment(ticketKey, marker, reply);
    return true;
  } catch (error) {
    if (isOurs(error)) return false;
    throw error;
  }
}
