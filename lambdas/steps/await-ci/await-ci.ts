import { UpstreamError } from '#domain/errors.ts';
import { type ConcludeCiDeps, concludeCi } from '#lambdas/intake/conclude-ci.ts';
import { deliverCallback } from '#lambdas/intake/deliver-callback.ts';
import { readLiveTask, requireApplied, requireResult } from '#lambdas/intake/live-task.ts';
import type { CiWait, TaskStore } from '#ports/task-store.ts';
import { readPushedWork } from './pushed-work.ts';
import type { AwaitCiEvent } from './schema.ts';

export interface AwaitCiDeps extends ConcludeCiDeps {
  readonly store: ConcludeCiDeps['store'] & Pick<TaskStore, 'readTask' | 'readResult' | 'patchTask' | 'openCiWait'>;
}

/** Waits for the checks of the pushed commits; checks that ended before anybody waited are answered at once. */
export async function awaitCi(event: AwaitCiEvent, deps: AwaitCiDeps): Promise<void> {
  const { store } = deps;
  const { taskId, runId, n } = event;
  const task = await readLiveTask(store, taskId);
  const { changes, tests } = await readPushedWork(event, task, store);
  requireApplied(await store.patchTask(taskId, { changes: [...changes], ...(tests ? { tests } : {}) }, []));
  const since = await readSince(event, store);
  const wait: CiWait = { taskId, runId, round: n, changes, ...(since ? { since } : {}) };
  const opened = await store.openCiWait(wait, event.taskToken);
  requireApplied(opened);
  if (opened.callback) await deliverCallback(opened.callback, deps);
  else await lookOnce(wait, deps);
}

/** The wait is open and is woken by webhooks and by the sweep, so a host that does not answer just now is no failure. */
async function lookOnce(wait: CiWait, deps: AwaitCiDeps): Promise<void> {
  try {
    await concludeCi(wait, deps);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
  }
}

/** Only checks that ran again count after a rerun of the same commit. Hosts tell when a check started in whole seconds. */
async function readSince(event: AwaitCiEvent, store: AwaitCiDeps['store']): Promise<string | undefined> {
  const { taskId, diagnosed, diagnosedAt, round } = event;
  if (!diagnosed || diagnosedAt === null) return undefined;
  const { diagnosis } = await requireResult(store, { taskId, step: `diagnose-${round}`, type: 'diagnosis' });
  if (diagnosis.verdict !== 'rerun') return undefined;
  return new Date(Math.floor(Date.parse(diagnosedAt) / 1_000) * 1_000).toISOString();
}
