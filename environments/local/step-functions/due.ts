import { endExecution } from './end.ts';
import { raise } from './raise.ts';
import { type Run, type Thread, touch, wakeTime } from './run.ts';
import { timeOut } from './states/task-result.ts';
import type { World } from './world.ts';

/** Lets go on, or time out, every thread whose time has come; and the execution itself when its time is over. */
export async function fireDue(world: World, run: Run): Promise<void> {
  const now = world.now();
  if (run.execution.status !== 'RUNNING') return;
  if ((run.execution.deadline ?? Infinity) <= now) return endExecution(world, run, { status: 'TIMED_OUT' });
  for (const thread of run.threads.values()) {
    if ((wakeTime(thread) ?? Infinity) <= now) await fire(world, run, thread, now);
  }
}

async function fire(world: World, run: Run, thread: Thread, now: number): Promise<void> {
  const { phase } = thread;
  touch(run, thread);
  if (phase.at === 'wait') thread.phase = { at: 'leave', result: thread.input };
  if (phase.at === 'backoff') thread.phase = { at: 'attempt' };
  if (phase.at === 'call') await raise(world, run, thread, timeOut(world, run, thread, 'States.Timeout'));
  if (phase.at === 'token') {
    const over = (phase.deadline ?? Infinity) <= now;
    const error = timeOut(world, run, thread, over ? 'States.Timeout' : 'States.HeartbeatTimeout');
    await raise(world, run, thread, error);
  }
}
