import { UpstreamError } from '#domain/errors.ts';
import { type ConcludeCiDeps, concludeCi } from '#lambdas/intake/conclude-ci.ts';
import { deliverCallback } from '#lambdas/intake/deliver-callback.ts';
import { stopTask } from '#lambdas/intake/stop-task.ts';
import type { AgentRuntime } from '#ports/agent-runtime.ts';
import type { Callback, TaskStore } from '#ports/task-store.ts';
import type { WorkflowEngine } from '#ports/workflow-engine.ts';
import { listQuietCiWaits } from './quiet-ci-waits.ts';
import { type StartStuckDeps, startStuckTask } from './start-stuck-task.ts';

export interface StuckTasksDeps extends StartStuckDeps, ConcludeCiDeps {
  readonly store: StartStuckDeps['store'] &
    ConcludeCiDeps['store'] &
    Pick<TaskStore, 'listUnstarted' | 'listUndelivered' | 'listUnstopped' | 'listTasks' | 'readCiWait'>;
  readonly engine: Pick<WorkflowEngine, 'startRun' | 'stopRun' | 'completeStep'>;
  readonly agents: Pick<AgentRuntime, 'stopSession'>;
}

/** How many there were of each. */
export interface SweepResult {
  readonly started: number;
  readonly delivered: number;
  readonly stopped: number;
  readonly polled: number;
}

/** Whoever creates a task starts it, and whoever ends one stops it, within this time, unless they were cut off. */
const SETTLES_WITHIN_MS = 60_000;

/** One sweep does this much of each; the rest is left to the next. */
const LIMIT = 100;

/**
 * Does what others were cut off from: starts recorded tasks that never started, sends decisions that never reached their
 * run, stops what still runs for ended tasks, and looks at the checks that no webhook told of.
 * @throws UpstreamError `SWEEP_INCOMPLETE` after doing all that could be done; the next sweep tries the rest again
 */
export async function freeStuckTasks(deps: StuckTasksDeps): Promise<SweepResult> {
  const { store, clock } = deps;
  const settled = new Date(clock.now().getTime() - SETTLES_WITHIN_MS);
  const failures: unknown[] = [];
  const free = async <T>(stuck: readonly T[], freeOne: (one: T) => Promise<unknown>): Promise<number> => {
    const results = await Promise.allSettled(stuck.map(freeOne));
    failures.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])));
    return stuck.length;
  };
  const result = {
    started: await free(await store.listUnstarted(settled, LIMIT), (task) => startStuckTask(task, deps)),
    delivered: await free(await store.listUndelivered(LIMIT), (callback) => deliver(callback, deps)),
    stopped: await free(await store.listUnstopped(settled, LIMIT), (task) => stopTask(task, deps)),
    polled: await free(await listQuietCiWaits(deps), (wait) => concludeCi(wait, deps)),
  };
  if (failures.length === 0) return result;
  throw new UpstreamError(`${failures.length} stuck tasks could not be freed.`, { code: 'SWEEP_INCOMPLETE', cause: failures[0] });
}

async function deliver(callback: Callback, deps: StuckTasksDeps): Promise<void> {
  const result = await deliverCallback(callback, deps);
  if (result !== 'later') return;
  throw new UpstreamError(`The workflow could not be told about ${callback.taskId}.`, { code: 'CALLBACK_NOT_DELIVERED' });
}
