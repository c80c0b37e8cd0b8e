import type { ChannelEvent, CommandTarget, DeliveryRef } from '#domain/channel-event.ts';
import type { Command } from '#domain/command.ts';
import { taskIdSchema } from '#domain/ids.ts';
import { nameOfPlace } from '#domain/place.ts';
import type { Task } from '#domain/task.ts';
import { applyRetry } from './apply-retry.ts';
import { applySay } from './apply-say.ts';
import { applyStart } from './apply-start.ts';
import { applyVerdict } from './apply-verdict.ts';
import { cancelTask } from './cancel-task.ts';
import type { IntakeDeps, Order, Reply } from './intake-deps.ts';
import { findTaskAt } from './find-task.ts';
import { refuseCommand } from './refuse-command.ts';
import { tellExplanation } from './tell-explanation.ts';
import { tellHelp, tellList, tellLogs, tellStatus } from './tell.ts';

/** More than any person types; Jira's own limit for a comment is 32,767 characters. */
const MAX_TEXT = 32_767;

/** Does what a person told the agent; the reply says what happened, also when nothing could be done. */
export async function applyCommand(
  event: Extract<ChannelEvent, { type: 'command.given' }>,
  delivery: DeliveryRef,
  deps: IntakeDeps,
): Promise<Reply> {
  const { command, target, by } = event;
  if (command.name === 'help') return { ok: true, reply: tellHelp() };
  if (command.name === 'list') return { ok: true, reply: await tellList(command.status, deps) };
  if (textOf(command).length > MAX_TEXT) {
    return { ok: false, code: 'TEXT_TOO_LONG', reply: `That text is longer than ${MAX_TEXT} characters.` };
  }
  if (command.name === 'start') return applyStart({ command, by, delivery }, deps);
  const found = await findTask(target, deps);
  if ('refusal' in found) return { ok: false, code: 'TASK_NOT_FOUND', reply: found.refusal };
  const order = { ...found, command, by, delivery, at: event.at };
  const refusal = await refuseCommand(order, deps);
  if (refusal !== undefined) return { ok: false, code: 'NOT_ALLOWED', reply: refusal, taskId: found.task.id };
  return { taskId: found.task.id, ...(await carryOut(order, deps)) };
}

async function carryOut(order: Order, deps: IntakeDeps): Promise<Reply> {
  const { command } = order;
  switch (command.name) {
    case 'approve':
    case 'reject':
    case 'request-changes':
      return applyVerdict({ ...order, command }, deps);
    case 'say':
      return applySay({ ...order, command }, deps);
    case 'cancel':
      return cancelTask(order.task, { outcome: `Cancelled by ${order.by.name || order.by.id}.`, by: order.by }, deps);
    case 'retry':
      return applyRetry({ ...order, command }, deps);
    case 'status':
      return { ok: true, reply: await tellStatus(order.task, deps) };
    case 'logs':
      return { ok: true, reply: await tellLogs(order.task, command.limit, deps) };
    case 'explain':
      return { ok: true, reply: await tellExplanation(order.task, deps) };
    case 'review':
      return { ok: false, code: 'NOT_HERE', reply: 'Say that on the pull request that is to be reviewed.' };
    case 'fix-ci':
      return { ok: false, code: 'NOT_HERE', reply: 'Say that on the pull request whose CI fails.' };
    case 'help':
    case 'list':
    case 'start':
      return { ok: true, reply: tellHelp() };
  }
}

function textOf(command: Command): string {
  if (command.name === 'say' || command.name === 'start') return command.text;
  if (command.name === 'reject') return command.reason;
  return command.name === 'request-changes' ? command.feedback : '';
}

type Found = { readonly task: Task; readonly n?: number | undefined } | { readonly refusal: string };

async function findTask(target: CommandTarget | undefined, deps: IntakeDeps): Promise<Found> {
  if (target === undefined) return { refusal: 'Say which task: its id (`task_…`), its ticket or its pull request.' };
  if ('ticketKey' in target) return findByTicket(target.ticketKey, deps);
  if ('place' in target) {
    const task = await findTaskAt(target.place, deps.store);
    return task ? { task } : { refusal: `I have done nothing at ${nameOfPlace(target.place)} yet.` };
  }
  if (!taskIdSchema.safeParse(target.taskId).success) {
    return {
      refusal: `\`${target.taskId.slice(0, 80).replaceAll('`', '')}\` is not a task id: those are \`task_\` and 26 characters.`,
    };
  }
  const task = await deps.store.readTask(target.taskId);
  return task ? { task, n: target.n } : { refusal: `There is no task \`${target.taskId}\`.` };
}

/** The ticket's live task or, when it has none, the one that ended last: there is something to be told of it, or to retry. */
async function findByTicket(key: string, { store, label }: IntakeDeps): Promise<Found> {
  for (const channel of ['jira', 'slack', 'api']) {
    const subject = { channel, key };
    const taskId = (await store.findLiveTask(subject)) ?? (await store.findEndedTask(subject));
    const task = taskId === undefined ? undefined : await store.readTask(taskId);
    if (task) return { task };
  }
  return { refusal: `${key} has no task. Put the label \`${label}\` on the ticket to start one.` };
}
