import type { ChannelEvent, DeliveryRef } from '#domain/channel-event.ts';
import { type Command, isDecision } from '#domain/command.ts';
import { isOurs } from '#domain/failure.ts';
import type { Spot } from '#domain/is-shown-at.ts';
import type { Person } from '#domain/person.ts';
import type { DeliveryAnswer } from '#lambdas/http/serve-deliveries.ts';
import { applyCommand } from '#lambdas/intake/apply-command.ts';
import type { Reply } from '#lambdas/intake/intake-deps.ts';
import { wordReply } from '#lambdas/intake/word-reply.ts';
import { ephemeral, tellPrivately } from './answer.ts';
import type { SlackDeps } from './slack-deps.ts';
import type { SlackRequest, SlackUser } from './to-event.ts';
import { withinTime } from './within-time.ts';

type CommandEvent = Extract<ChannelEvent, { type: 'command.given' }>;
type CommandRequest = Extract<SlackRequest, { type: 'command' }>;

/** Does what a command, button or form asks for, once. */
export async function obey(asked: CommandRequest, delivery: DeliveryRef, deps: SlackDeps): Promise<DeliveryAnswer> {
  const started = deps.clock.now().getTime();
  const reply = await act(asked, delivery, deps);
  const isLate = deps.clock.now().getTime() - started > PATIENCE_MS;
  const status = reply.duplicate ? 'duplicate' : reply.ok ? 'accepted' : 'refused';
  const told = { status, taskId: reply.taskId, reply: reply.reply, ...bodyOf(asked, reply, deps) } as const;
  const isRead = asked.via === 'slash' || (asked.via === 'form' && !reply.ok);
  const left = wordReply(reply, spotOf(asked));
  if ((isRead && !isLate) || reply.duplicate || left === undefined) return told;
  return tellPrivately(asked, { ...told, reply: left }, deps);
}

/** What a button or form did, the card shows that it belongs to. */
function spotOf({ via, target }: CommandRequest): Spot | undefined {
  const n = target && 'taskId' in target ? target.n : undefined;
  return via === 'slash' || n === undefined ? undefined : { channel: 'slack', card: n };
}

/** Slack wants its answer within 3 seconds; after them nobody reads the response any more. */
const PATIENCE_MS = 2_800;

/** Slack's client waits 3 seconds; this leaves time to decide and to answer. */
const PERSON_MS = 1_200;

const READS: ReadonlySet<Command['name']> = new Set(['status', 'list', 'logs', 'help']);

type Told = Reply & { readonly duplicate?: boolean };

const DUPLICATE: Told = { ok: true, duplicate: true, reply: 'That was already taken care of.' };

const UNKNOWN_PERSON: Told = {
  ok: false,
  code: 'TRY_LATER',
  reply: 'Slack did not tell me who you are just now. Please try again.',
};

async function act({ command, target, user }: CommandRequest, delivery: DeliveryRef, deps: SlackDeps): Promise<Told> {
  const writes = !READS.has(command.name);
  if (writes && (await deps.store.hasDelivery(delivery))) return DUPLICATE;
  const by = writes ? await toPerson(user, command, deps.chat) : anonymous(user);
  if (by === undefined) return UNKNOWN_PERSON;
  const reply = await apply({ type: 'command.given', command, by, ...(target ? { target } : {}) }, delivery, deps);
  if (writes && reply.ok) await deps.store.recordDelivery(delivery);
  return reply;
}

/** Slack sends nothing a second time, so the person is told to, and not shown an error of Slack's. */
async function apply(event: CommandEvent, delivery: DeliveryRef, deps: SlackDeps): Promise<Reply> {
  try {
    return await applyCommand(event, delivery, deps);
  } catch (error) {
    if (!isOurs(error)) throw error;
    return { ok: false, code: 'NOT_POSSIBLE', reply: `That could not be done: ${error.message} ${error.remedy}` };
  }
}

/**
 * The e-mail address is how somebody is known to be the requester in another channel, so a decision waits for it, and a
 * new task; nothing else does.
 */
async function toPerson(user: SlackUser, command: Command, chat: SlackDeps['chat']): Promise<Person | undefined> {
  try {
    const { name, email } = await withinTime(chat.readUser(user.id), PERSON_MS);
    return { channel: 'slack', id: user.id, name: name || user.name, ...(email ? { email } : {}) };
  } catch (error) {
    if (!isOurs(error)) throw error;
    return isDecision(command) || command.name === 'start' ? undefined : anonymous(user);
  }
}

function anonymous({ id, name }: SlackUser): Person {
  return { channel: 'slack', id, name };
}

/** A slash command is answered in the response; a form that is refused stays open and says why; Slack reads nothing else. */
function bodyOf({ via }: CommandRequest, reply: Reply, deps: SlackDeps): Pick<DeliveryAnswer, 'body'> {
  if (via === 'slash') return { body: ephemeral(reply.reply, deps) };
  if (via === 'button') return {};
  return { body: reply.ok ? '' : { response_action: 'errors', errors: { text: toPlainText(reply.reply) } } };
}

/** Forms show their errors as they are: what is escaped in Markdown stands there for itself. */
function toPlainText(markdown: string): string {
  return markdown.replaceAll(/\\([\\`*_{}[\]<>#|~])/g, '$1').replaceAll('**', '');
}
