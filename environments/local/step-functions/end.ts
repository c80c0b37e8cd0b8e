import { record } from './history.ts';
import { ROOT, type Run, type Status, type Thread, touch } from './run.ts';
import type { World } from './world.ts';

const EVENTS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

export interface End {
  readonly status: Exclude<Status, 'RUNNING'>;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** Ends the execution. What was still under way is kept halted for a redrive, unless it succeeded. */
export function endExecution(world: World, run: Run, end: End): void {
  const now = world.now();
  const { status, output, error, cause } = end;
  const details =
    status === 'SUCCEEDED'
      ? { output, outputDetails: { truncated: false } }
      : { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
  record(run, now, { type: EVENTS[status], previous: run.threads.get(ROOT)?.lastEvent ?? 0, details });
  Object.assign(run.execution, { status, output, error, cause, stoppedAt: now, deadline: undefined });
  run.executionTouched = true;
  run.calls.length = 0;
  for (const thread of run.threads.values()) {
    touch(run, thread);
    if (status === 'SUCCEEDED') run.threads.delete(thread.id);
    else haltThread(thread, 'aborted');
  }
}

/** Stops a thread so that a redrive begins its state again; what is done or has not begun stays as it is. */
export function haltThread(thread: Thread, how: 'failed' | 'aborted'): void {
  const { at } = thread.phase;
  if (at === 'done' || at === 'pending' || thread.halted !== undefined) return;
  thread.halted = how;
  if (at !== 'join') thread.phase = { at: 'enter', again: at !== 'enter' || thread.phase.again === true };
}
