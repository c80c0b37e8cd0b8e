import type { ChannelEvent } from '#domain/channel-event.ts';
import { decideWithdrawal } from '#domain/decide-withdrawal.ts';
import type { Task } from '#domain/task.ts';
import { cancelTask } from './cancel-task.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { refuseCommand } from './refuse-command.ts';

export type Withdrawn = Extract<ChannelEvent, { type: 'ticket.withdrawn' }>;

export interface WithdrawalResult {
  readonly status: 'accepted' | 'ignored' | 'refused';
  readonly reason: string;
  readonly taskId?: string;
  /** What whoever did it has to be told on the ticket. */
  readonly tell?: string;
}

/** Cancels the live task of a ticket that went away, where that is what people expect; its end tells everybody else. */
export async function applyWithdrawal(event: Withdrawn, deps: IntakeDeps): Promise<WithdrawalResult> {
  const taskId = await deps.store.findLiveTask({ channel: 'jira', key: event.key });
  const task = taskId === undefined ? undefined : await deps.store.readTask(taskId);
  if (!task) return { status: 'ignored', reason: `${event.key} has no live task` };
  const { id } = task;
  const decision = decideWithdrawal(event, task);
  if (decision.type === 'goes-on') {
    const { tell } = decision;
    return { status: 'ignored', reason: `${id} goes on`, taskId: id, ...(tell === undefined ? {} : { tell }) };
  }
  const refusal = await refuse(event, task, deps);
  if (refusal !== undefined) return { status: 'refused', reason: refusal, taskId: id, tell: `I go on with it: ${refusal}` };
  const { ok, reply } = await cancelTask(task, { outcome: decision.outcome, by: event.by }, deps);
  return { status: ok ? 'accepted' : 'ignored', reason: reply, taskId: id };
}

/** Whoever may not cancel the task cannot do it by its label either. A ticket that is gone is gone. */
async function refuse({ how, by }: Withdrawn, task: Task, deps: IntakeDeps): Promise<string | undefined> {
  return how.type === 'deleted' ? undefined : refuseCommand({ task, command: { name: 'cancel' }, by }, deps);
}
