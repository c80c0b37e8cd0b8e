import type { DeliveryRef } from '#domain/channel-event.ts';
import { decideClosing } from '#domain/decide-closing.ts';
import type { HostEvent } from '#domain/kept-delivery.ts';
import type { Task } from '#domain/task.ts';
import { endTask } from '#lambdas/intake/end-task.ts';
import { findTaskAt } from '#lambdas/intake/find-task.ts';
import type { InboxDeps } from './inbox-deps.ts';

type Closed = Extract<HostEvent, { type: 'pull-request.closed' }>;

/** Puts on record how a pull request of ours ended, and ends the work on it that is left without it. */
export async function applyClosedPullRequest(event: Closed, delivery: DeliveryRef, deps: InboxDeps): Promise<string> {
  const task = await findTaskAt(event.place, deps.store);
  if (!task) return 'not our pull request';
  const { url, merged, by } = event;
  await deps.store.appendEvents(task.id, [{ type: 'pull-request.closed', url, merged, by }]);
  const end = decideClosing(event, task);
  if (end) await stop(task, { ...end, by }, deps);
  await deps.store.recordDelivery(delivery);
  return end ? `task ${end.status}` : 'recorded';
}

/** The run finds its task ended at its next step, so that it is stopped only saves the waiting. */
async function stop(task: Task, end: Parameters<typeof endTask>[1], deps: InboxDeps): Promise<void> {
  await endTask(task.id, end, deps);
  await deps.engine.stopRun(task.runId, 'PullRequestClosed', end.outcome);
}
