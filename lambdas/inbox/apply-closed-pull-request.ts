import type { DeliveryRef } from '#domain/channel-event.ts';
import { decideClosing } from '#domain/decide-closing.ts';
import type { HostEvent } from '#domain/kept-delivery.ts';
import type { Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { endTask } from '#lambdas/intake/end-task.ts';
import { findTaskAt } from '#lambdas/intake/find-task.ts';
import type { InboxDeps } from './inbox-deps.ts';

type Closed = Extract<HostEvent, { type: 'pull-request.closed' }>;
type ClosedFact = Extract<TaskFact, { type: 'pull-request.closed' }>;

/** Puts on record how a pull request of ours ended, and ends the work on it that is left without it. */
export async function applyClosedPullRequest(event: Closed, delivery: DeliveryRef, deps: InboxDeps): Promise<string> {
  const task = await findTaskAt(event.place, deps.store);
  if (!task) return 'not our pull request';
  const { url, merged, by } = event;
  const end = decideClosing(event, task);
  const fact: ClosedFact = { type: 'pull-request.closed', url, merged, by };
  await recordOnce(task.id, end ? { ...fact, endsTask: true } : fact, deps);
  const opener = await findOpener(event, deps);
  if (opener !== undefined && opener !== task.id) await recordOnce(opener, fact, deps);
  if (end) await stop(task, { ...end, by }, deps);
  await deps.store.recordDelivery(delivery);
  return end ? `task ${end.status}` : 'recorded';
}

/** The task that opened it, if one of ours did: who asked for that one is not who asked for the latest work on it. */
function findOpener({ place }: Closed, { store }: InboxDeps): Promise<string | undefined> {
  return store.findTaskByPullRequest(place.repo, place.number, 'first');
}

/** This may be done again after a crash, and people are told of each fact. */
async function recordOnce(taskId: string, fact: ClosedFact, { store }: InboxDeps): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await store.listEvents(taskId, { limit: 100, cursor });
    if (page.items.some((event) => isSame(event.fact, fact))) return;
    cursor = page.cursor;
  } while (cursor !== undefined);
  await store.appendEvents(taskId, [fact]);
}

function isSame(one: TaskFact, { url, merged, by }: ClosedFact): boolean {
  return one.type === 'pull-request.closed' && one.url === url && one.merged === merged && one.by.id === by.id;
}

/** The run finds its task ended at its next step, so that it is stopped only saves the waiting. */
async function stop(task: Task, end: Parameters<typeof endTask>[1], deps: InboxDeps): Promise<void> {
  await endTask(task.id, end, deps);
  await deps.engine.stopRun(task.runId, 'PullRequestClosed', end.outcome);
}
