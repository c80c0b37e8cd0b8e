import { setTimeout as delay } from 'node:timers/promises';
import { isTerminal } from '#domain/lifecycle.ts';
import type { Invocation } from '#domain/agent.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { WorkflowEngine } from '#ports/workflow-engine.ts';
import type { Log } from './log.ts';

export interface HeartbeatDeps {
  readonly engine: Pick<WorkflowEngine, 'heartbeat'>;
  readonly store: Pick<TaskStore, 'readTask'>;
  readonly log: Log;
}

/** So that one beat may fail. */
const BEATS_PER_INTERVAL = 3;

/**
 * Tells the workflow three times per heartbeat interval that the step is alive, until the signal is aborted, and looks once
 * per interval whether the task is: whoever ends a task stops its run, too, so that is for when this failed. Calls `onGone`
 * once when the workflow waits no longer or the task has ended. A beat that fails is skipped: the next one is in time.
 */
export async function sendHeartbeats(
  invocation: Invocation,
  deps: HeartbeatDeps,
  signal: AbortSignal,
  onGone: (why: string) => void,
): Promise<void> {
  const everyMs = (invocation.heartbeatSeconds * 1_000) / BEATS_PER_INTERVAL;
  for (let n = 1; !signal.aborted; n += 1) {
    const slept = await delay(everyMs, true, { signal }).catch(() => false);
    if (!slept) return;
    const why = await beat(invocation, deps, n % BEATS_PER_INTERVAL === 0).catch((error: unknown) => {
      deps.log('warn', 'heartbeat failed', { taskId: invocation.taskId, step: invocation.step, error: String(error) });
      return undefined;
    });
    if (why === undefined) continue;
    if (!signal.aborted) onGone(why);
    return;
  }
}

async function beat(invocation: Invocation, { engine, store }: HeartbeatDeps, looks: boolean): Promise<string | undefined> {
  if ((await engine.heartbeat(invocation.taskToken)) === 'gone') return 'the workflow no longer waits for this step';
  if (!looks) return undefined;
  const task = await store.readTask(invocation.taskId);
  return task && isTerminal(task.status) ? `the task is ${task.status}` : undefined;
}
