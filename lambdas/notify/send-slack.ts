import type { Notice } from '#domain/decide-notices.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import type { Task } from '#domain/task.ts';
import type { ChatMessage } from '#ports/chat.ts';
import type { About, NotifyDeps, SlackTarget } from './notify-deps.ts';
import { readApprovalOf } from './read-state.ts';
import { settle } from './settle.ts';
import { wordCard, wordEscalation } from './words/card.ts';
import { wordErrors } from './words/errors.ts';
import { wordMessage } from './words/message.ts';
import { wordRoot } from './words/root.ts';

/** Under which name the task remembers its thread. */
const THREAD = 'slack';

type SlackNotice = Extract<Notice, { channel: 'slack' }>;

/** Shows or posts in the task's thread. */
export async function sendSlack(notice: SlackNotice, about: About, deps: NotifyDeps): Promise<void> {
  const { slack } = deps;
  if (!slack) return;
  const { event, task, again } = about;
  if (notice.kind === 'errors') return postErrors(about, slack);
  if (notice.kind === 'root') return showRoot(task.id, slack, deps);
  if (event.fact.type === 'task.ended') await closeCard(task.id, slack, deps);
  if (notice.kind === 'card') return showCard(task.id, notice.n, slack, deps);
  if (notice.kind === 'escalation') return escalate(task, notice.n, { slack, deps });
  const text = wordMessage(event.fact, task);
  const thread = await threadOf(task.id, slack, deps);
  const key = `${event.id}-${notice.kind}`;
  const found = again ? await slack.chat.findMessage(slack.channel, key, thread) : undefined;
  if (found === undefined) await slack.chat.post(slack.channel, { text, key }, thread);
}

function showRoot(taskId: string, slack: SlackTarget, deps: NotifyDeps): Promise<void> {
  const render = async (): Promise<ChatMessage | undefined> => {
    const task = await deps.store.readTask(taskId);
    return task && wordRoot(task);
  };
  return showAt({ taskId, slot: THREAD, render, inThread: false }, slack, deps);
}

function showCard(taskId: string, n: number, slack: SlackTarget, deps: NotifyDeps): Promise<void> {
  const render = async (): Promise<ChatMessage | undefined> => {
    const [task, approval] = [await deps.store.readTask(taskId), await readApprovalOf(taskId, n, deps.store)];
    return task && approval && wordCard(approval, task);
  };
  // The task's id is part of it, for a retry inherits the threads of the task that failed.
  return showAt({ taskId, slot: `slack-${taskId}-card-${n}`, render, inThread: true }, slack, deps);
}

/** A message of its own: a triage has no thread. */
async function postErrors({ event, task, again }: About, { chat, channel, errorsChannel = channel }: SlackTarget): Promise<void> {
  const key = `${event.id}-errors`;
  const found = again ? await chat.findMessage(errorsChannel, key) : undefined;
  if (found === undefined) await chat.post(errorsChannel, { text: wordErrors(event.fact, task), key });
}

/** Tells those who see to it that somebody decides, while there is something to decide. */
async function escalate(task: Task, n: number, { slack, deps }: { slack: SlackTarget; deps: NotifyDeps }): Promise<void> {
  const { channel, escalationChannel = channel, chat } = slack;
  const approval = await deps.store.readApproval(task.id);
  if (approval?.n !== n || approval.decision || isTerminal(task.status)) return;
  const thread = escalationChannel === channel ? await threadOf(task.id, slack, deps) : undefined;
  const key = `${task.id}-escalation-${n}`;
  if ((await chat.findMessage(escalationChannel, key, thread)) !== undefined) return;
  await chat.post(escalationChannel, { text: wordEscalation(approval, task), key }, thread);
}

/** A task that ended without a decision leaves no buttons behind. */
async function closeCard(taskId: string, slack: SlackTarget, deps: NotifyDeps): Promise<void> {
  const approval = await deps.store.readApproval(taskId);
  if (approval && !approval.decision) await showCard(taskId, approval.n, slack, deps);
}

/** The thread of the task; begins it when there is none. */
async function threadOf(taskId: string, slack: SlackTarget, deps: NotifyDeps): Promise<string> {
  const known = (await deps.store.readTask(taskId))?.threads[THREAD];
  if (known !== undefined) return known;
  await showRoot(taskId, slack, deps);
  return (await deps.store.readTask(taskId))?.threads[THREAD] ?? '';
}

interface Place {
  readonly taskId: string;
  /** Under which name the task remembers the message. */
  readonly slot: string;
  readonly inThread: boolean;
  readonly render: () => Promise<ChatMessage | undefined>;
}

/** Posts a message or edits it in place, until it shows what there is. */
async function showAt({ taskId, slot, inThread, render }: Place, slack: SlackTarget, deps: NotifyDeps): Promise<void> {
  const { chat, channel } = slack;
  const thread = inThread ? await threadOf(taskId, slack, deps) : undefined;
  const key = `${taskId}-${slot}`;
  await settle(render, async (content) => {
    const message = { ...content, key };
    const known = (await deps.store.readTask(taskId))?.threads[slot] ?? (await chat.findMessage(channel, key, thread));
    const id = known ?? (await chat.post(channel, message, thread));
    const kept = await deps.store.setThread(taskId, slot, id);
    // Somebody else posted at the same moment and was remembered first.
    if (kept !== id) await chat.remove(channel, id);
    if (kept === known || kept !== id) await chat.update(channel, kept, message);
  });
}
