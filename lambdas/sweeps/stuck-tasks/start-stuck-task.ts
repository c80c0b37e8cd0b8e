import { ConflictError, InputError, PolicyError, UpstreamError } from '#domain/errors.ts';
import { tellFailure, toFailure } from '#domain/failure.ts';
import type { Task } from '#domain/task.ts';
import { type EndDeps, endTask } from '#lambdas/intake/end-task.ts';
import type { Clock } from '#ports/clock.ts';
import type { WorkflowEngine } from '#ports/workflow-engine.ts';

export interface StartStuckDeps extends EndDeps {
  readonly engine: Pick<WorkflowEngine, 'startRun'>;
  readonly clock: Clock;
  readonly approvalTimeoutSeconds: number;
}

/** A task that could not be started for so long fails: somebody waits for it, and has to learn why nothing happens. */
const GIVE_UP_MS = 3_600_000;

/** Starts a recorded task that never started; one that cannot be started ends as failed, which its requester is told. */
export async function startStuckTask(task: Task, deps: StartStuckDeps): Promise<void> {
  const { id: taskId, runId, kind, resumeFrom } = task;
  const { engine, clock, approvalTimeoutSeconds } = deps;
  try {
    await engine.startRun({ taskId, runId, kind, resumeFrom, approvalTimeoutSeconds });
  } catch (error) {
    // It was started with the settings of that time and has not come to its first step.
    if (error instanceof ConflictError) return;
    const old = clock.now().getTime() - Date.parse(task.createdAt) >= GIVE_UP_MS;
    const hopeless = error instanceof InputError || error instanceof PolicyError || (error instanceof UpstreamError && old);
    if (!hopeless) throw error;
    const failure = toFailure(error);
    const outcome = `The run could not be started: ${tellFailure(failure)}`;
    await endTask(taskId, { status: 'failed', outcome, failure }, deps);
  }
}
