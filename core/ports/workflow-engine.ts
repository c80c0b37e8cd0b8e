import type { Failure } from '#domain/failure.ts';
import type { ResumeState, TaskKind } from '#domain/task.ts';

export interface RunInput {
  readonly taskId: string;
  readonly runId: string;
  readonly kind: TaskKind;
  readonly resumeFrom: ResumeState;
  readonly approvalTimeoutSeconds: number;
}

/** Whether the workflow still waits for the token that was answered. */
export type CallbackResult = 'delivered' | 'gone';

/** The state machine, as seen by those who start, stop and answer it. */
export interface WorkflowEngine {
  /** Starts a run; the execution's name is the run id, so twice is harmless. */
  startRun(input: RunInput): Promise<void>;
  /** Stops a run; harmless when it has ended or never started. */
  stopRun(runId: string, error: string, cause: string): Promise<void>;
  completeStep(token: string, output: object): Promise<CallbackResult>;
  failStep(token: string, failure: Failure): Promise<CallbackResult>;
  /** `gone` tells an agent that its step timed out or its run was stopped: it must stop working. */
  heartbeat(token: string): Promise<CallbackResult>;
}
