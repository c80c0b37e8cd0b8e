import type { ChannelEvent, DeliveryRef } from '#domain/channel-event.ts';
import { type Command, isDecision } from '#domain/command.ts';
import { isOurs } from '#domain/failure.ts';
import type { Person } from '#domain/person.ts';
import { readShape } from '#lambdas/http/read-shape.ts';
import type { DeliveryAnswer, Receive } from '#lambdas/http/serve-deliveries.ts';
import { deliveryIdOf } from '#lambdas/http/verify-hmac.ts';
import { applyCommand } from '#lambdas/intake/apply-command.ts';
import type { IntakeDeps, Reply } from '#lambdas/intake/intake-deps.ts';
import type { Chat } from '#ports/chat.ts';
import type { Secrets } from '#ports/secrets.ts';
import type { Respond } from './respond.ts';
import type { FormValue } from './schema.ts';
import { CHANGES_FORM, type SlackRequest, type SlackUser, toEvent } from './to-event.ts';
import { verifySlack } from './verify.ts';
import { withinTime } from './within-time.ts';

export interface SlackDeps extends IntakeDeps {
  readonly secrets: Secrets;
  readonly chat: Pick<Chat, 'readUser' | 'openForm'>;
  readonly respond: Respond;
}

type CommandEvent = Extract<ChannelEvent, { type: 'command.given' }>;
type CommandRequest = Extract<SlackRequest, { type: 'command' }>;

/** Takes Slack's slash commands, buttons and forms; whoever asked is answered, seen only by them. */
export function receiveSlack(deps: SlackDeps): Receive {
  return async (request) => {
    verifySlack(request, await deps.secrets.read('stepwright/slack/signing-secret'), deps.clock.now());
    const asked = readShape(() => toEvent(request.body.toString('utf8')));
    switch (asked.type) {
      case 'ignored':
        return { status: 'ignored', reason: asked.reason };
      case 'problem':
        return { status: 'refused', reason: asked.problem, body: ephemeral(asked.problem) };
      case 'open-form':
        return openForm(asked, deps);
      case 'command': {
        const delivery = { channel: 'slack', id: deliveryIdOf(asked.id, request.body) } as const;
        return { deliveryId: delivery.id, ...(await obey(asked, delivery, deps)) };
      }
    }
  };
}

async function obey(asked: CommandRequest, delivery: DeliveryRef, deps: SlackDeps): Promise<DeliveryAnswer> {
  const { command, target, user } = asked;
  const writes = !READS.has(command.name);
  if (writes && (await deps.store.hasDelivery(delivery))) return { status: 'duplicate', ...bodyOf(asked, DUPLICATE) };
  const by = writes ? await toPerson(user, command, deps.chat) : anonymous(user);
  if (by === undefined) return answer(asked, UNKNOWN_PERSON, deps);
  const event: CommandEvent = { type: 'command.given', command, by, ...(target ? { target } : {}) };
  const reply = await act(event, delivery, deps);
  if (writes && reply.ok) await deps.store.recordDelivery(delivery);
  return answer(asked, reply, deps);
}

/** Slack sends nothing a second time, so the person is told to, and not shown an error of Slack's. */
async function act(event: CommandEvent, delivery: DeliveryRef, deps: SlackDeps): Promise<Reply> {
  try {
    return await applyCommand(event, delivery, deps);
  } catch (error) {
    if (!isOurs(error)) throw error;
    return { ok: false, reply: `That could not be done: ${error.message} ${error.remedy}` };
  }
}

/** Slack wants its answer within 3 seconds; this leaves time to decide and to answer. */
const PERSON_MS = 1_200;

const READS: ReadonlySet<Command['name']> = new Set(['status', 'list', 'logs', 'help']);

const DUPLICATE: Reply = { ok: true, reply: 'That was already taken care of.' };

const UNKNOWN_PERSON: Reply = { ok: false, reply: 'Slack did not tell me who you are just now. Please try again.' };

/**
 * The e-mail address is how somebody is known to be the requester in another channel, so a decision waits for it;
 * nothing else does.
 */
async function toPerson(user: SlackUser, command: Command, chat: SlackDeps['chat']): Promise<Person | undefined> {
  try {
    const { name, email } = await withinTime(chat.readUser(user.id), PERSON_MS);
    return { channel: 'slack', id: user.id, name: name || user.name, ...(email ? { email } : {}) };
  } catch (error) {
    if (!isOurs(error)) throw error;
    return isDecision(command) ? undefined : anonymous(user);
  }
}

function anonymous({ id, name }: SlackUser): Person {
  return { channel: 'slack', id, name };
}

async function openForm(asked: Extract<SlackRequest, { type: 'open-form' }>, deps: SlackDeps): Promise<DeliveryAnswer> {
  try {
    await askForChanges(asked, deps.chat);
    return { status: 'accepted', reason: 'asked what should change' };
  } catch (error) {
    if (!isOurs(error)) throw error;
    const reply = `The form could not be opened: ${error.message} You can also type \`/agent changes <task> <what to change>\`.`;
    return tell(asked.responseUrl, { status: 'refused', reply }, deps.respond);
  }
}

async function askForChanges(asked: Extract<SlackRequest, { type: 'open-form' }>, chat: SlackDeps['chat']): Promise<void> {
  const value: FormValue = { ref: asked.ref, ...(asked.responseUrl ? { responseUrl: asked.responseUrl } : {}) };
  const form = {
    id: CHANGES_FORM,
    title: 'Request changes',
    label: 'What should be different?',
    submit: 'Send back',
    value: JSON.stringify(value),
  };
  await withinTime(chat.openForm(asked.trigger, form), FORM_MS);
}

/** Its trigger expires after 3 seconds. */
const FORM_MS = 2_500;

async function answer(asked: CommandRequest, reply: Reply, { respond }: SlackDeps): Promise<DeliveryAnswer> {
  const status = reply.ok ? 'accepted' : 'refused';
  const told = { status, taskId: reply.taskId, reply: reply.reply, ...bodyOf(asked, reply) } as const;
  if (asked.via === 'slash' || (asked.via === 'form' && !reply.ok)) return told;
  return tell(asked.responseUrl, told, respond);
}

/** Answers at the response URL, if there is one; what was done stays done when Slack does not take the answer. */
async function tell(
  responseUrl: string | undefined,
  told: DeliveryAnswer & { readonly reply: string },
  respond: Respond,
): Promise<DeliveryAnswer> {
  if (responseUrl === undefined) return told;
  try {
    await respond(responseUrl, toMrkdwn(told.reply));
    return told;
  } catch (error) {
    if (!isOurs(error)) throw error;
    return { ...told, reason: 'the reply could not be delivered' };
  }
}

/** A slash command is answered in the response; a form that is refused stays open and says why; Slack reads nothing else. */
function bodyOf({ via }: CommandRequest, reply: Reply): Pick<DeliveryAnswer, 'body'> {
  if (via === 'slash') return { body: ephemeral(reply.reply) };
  if (via === 'button') return {};
  return { body: reply.ok ? '' : { response_action: 'errors', errors: { text: reply.reply } } };
}

function ephemeral(text: string): object {
  return { response_type: 'ephemeral', text: toMrkdwn(text) };
}

/** Slack reads these three characters as the start of links, mentions and entities. */
function toMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
