import { deliverCallback } from '#lambdas/intake/deliver-callback.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';
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
  /** What could not be done; the next sweep tries it again. */
  readonly failed: number;
}

/** Whoever created the task starts it within this time, unless it was cut off. */
const STARTS_WITHIN_MS = 60_000;

/** One sweep does this much of each; the rest is left to the next. */
const LIMIT = 100;

/** Starts recorded tasks that never started and sends decisions that never reached their run. */
export async function freeStuckTasks(deps: StuckTasksDeps): Promise<SweepResult> {
  const { store, engine, clock, approvalTimeoutSeconds } = deps;
  const unstarted = await store.listUnstarted(new Date(clock.now().getTime() - STARTS_WITHIN_MS), LIMIT);
  const starts = await Promise.allSettled(
    unstarted.map(({ id: taskId, runId, kind, resumeFrom }) =>
      engine.startRun({ taskId, runId, kind, resumeFrom, approvalTimeoutSeconds }),
    ),
  );
  const undelivered = await store.listUndelivered(LIMIT);
  const deliveries = await Promise.allSettled(undelivered.map((callback) => deliverCallback(callback, deps)));
  const started = starts.filter(({ status }) => status === 'fulfilled').length;
  const delivered = deliveries.filter((delivery) => delivery.status === 'fulfilled' && delivery.value !== 'later').length;
  return { started, delivered, failed: starts.length + deliveries.length - started - delivered };
}
