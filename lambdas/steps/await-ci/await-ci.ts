import { toStepOutput } from '#domain/step-result.ts';
import { type ConcludeCiDeps, concludeCi } from '#lambdas/intake/conclude-ci.ts';
import { readLiveTask, requireApplied, requireResult } from '#lambdas/intake/live-task.ts';
import type { CiWait, TaskStore } from '#ports/task-store.ts';
import type { AwaitCiEvent } from './schema.ts';

export interface AwaitCiDeps extends ConcludeCiDeps {
  readonly store: ConcludeCiDeps['store'] &
    Pick<TaskStore, 'readTask' | 'readResult' | 'readCiWait' | 'patchTask' | 'openCiWait'>;
}

/** Waits for the checks of the pushed commits; checks that ended before anybody waited are answered at once. */
export async function awaitCi(event: AwaitCiEvent, deps: AwaitCiDeps): Promise<void> {
  const { store, engine } = deps;
  const { taskId, runId, step, n, taskToken } = event;
  const { changes } = await readLiveTask(store, taskId);
  const since = await readSince(event, store);
  const wait: CiWait = { taskId, runId, round: n, changes, ...(since ? { since } : {}) };
  requireApplied(await store.openCiWait(wait, taskToken));
  requireApplied(await store.patchTask(taskId, { step }, []));
  const open = await store.readCiWait(taskId);
  if (open?.runId === runId && open.round === n) {
    await concludeCi(open, deps);
    return;
  }
  // An earlier dispatch opened it and it was closed since, so the answer went to a token that nobody waits for.
  const result = await requireResult(store, { taskId, step, type: 'ci' });
  await engine.completeStep(taskToken, { ...toStepOutput(step, result), conclusion: result.ci.conclusion });
}

/** Only checks that ran again count after a rerun of the same commit. Hosts tell when a check started in whole seconds. */
async function readSince(event: AwaitCiEvent, store: AwaitCiDeps['store']): Promise<string | undefined> {
  const { taskId, diagnosed, diagnosedAt, round } = event;
  if (!diagnosed || diagnosedAt === null) return undefined;
  const { diagnosis } = await requireResult(store, { taskId, step: `diagnose-${round}`, type: 'diagnosis' });
  if (diagnosis.verdict !== 'rerun') return undefined;
  return new Date(Math.floor(Date.parse(diagnosedAt) / 1_000) * 1_000).toISOString();
}
