import { UpstreamError } from '#domain/errors.ts';
import type { Task } from '#domain/task.ts';
import { deliverCallback } from '#lambdas/intake/deliver-callback.ts';
import type { Clock } from '#ports/clock.ts';
import type { Callback, TaskStore } from '#ports/task-store.ts';
import type { WorkflowEngine } from '#ports/workflow-engine.ts';

export interface StuckTasksDeps {
  readonly store: Pick<TaskStore, 'listUnstarted' | 'listUndelivered' | 'markDelivered'>;
  readonly engine: Pick<WorkflowEngine, 'startRun' | 'completeStep'>;
  readonly clock: Clock;
  readonly approvalTimeoutSeconds: number;
}

export interface SweepResult {
  readonly started: number;
  readonly delivered: number;
}

/** Whoever created the task starts it within this time, unless it was cut off. */
const STARTS_WITHIN_MS = 60_000;

/** One sweep does this much of each; the rest is left to the next. */
const LIMIT = 100;

/**
 * Starts recorded tasks that never started and sends decisions that never reached their run.
 * @throws UpstreamError `SWEEP_INCOMPLETE` after doing all that could be done; the next sweep tries the rest again
 */
export async function freeStuckTasks(deps: StuckTasksDeps): Promise<SweepResult> {
  const { store, clock } = deps;
  const unstarted = await store.listUnstarted(new Date(clock.now().getTime() - STARTS_WITHIN_MS), LIMIT);
  const starts = await Promise.allSettled(unstarted.map((task) => start(task, deps)));
  const undelivered = await store.listUndelivered(LIMIT);
  const deliveries = await Promise.allSettled(undelivered.map((callback) => deliver(callback, deps)));
  const failed = [...starts, ...deliveries].filter((result) => result.status === 'rejected');
  if (failed.length === 0) return { started: starts.length, delivered: deliveries.length };
  throw new UpstreamError(`${failed.length} of ${starts.length + deliveries.length} stuck tasks could not be freed.`, {
    code: 'SWEEP_INCOMPLETE',
    cause: failed[0]?.reason,
  });
}

function start({ id: taskId, runId, kind, resumeFrom }: Task, deps: StuckTasksDeps): Promise<void> {
  return deps.engine.startRun({ taskId, runId, kind, resumeFrom, approvalTimeoutSeconds: deps.approvalTimeoutSeconds });
}

async function deliver(callback: Callback, deps: StuckTasksDeps): Promise<void> {
  const result = await deliverCallback(callback, deps);
  if (result !== 'later') return;
  throw new UpstreamError(`The workflow could not be told about ${callback.taskId}.`, { code: 'CALLBACK_NOT_DELIVERED' });
}
