import type { Failure } from '#domain/failure.ts';
import { isTerminal, type LifecycleEvent, type TerminalStatus } from '#domain/lifecycle.ts';
import type { Person } from '#domain/person.ts';
import type { Task } from '#domain/task.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { type StopDeps, stopTask } from './stop-task.ts';

/** How a task ends, with the sentence that people are told. */
export interface End {
  readonly status: TerminalStatus;
  readonly outcome: string;
  readonly failure?: Failure | undefined;
  readonly by?: Person | undefined;
}

const EVENT_OF: Readonly<Record<TerminalStatus, LifecycleEvent>> = {
  completed: 'task.completed',
  rejected: 'task.rejected',
  failed: 'task.failed',
  cancelled: 'task.cancelled',
  timed_out: 'task.timed-out',
};

export interface EndDeps extends Pick<StopDeps, 'agents'> {
  readonly store: StopDeps['store'] & Pick<TaskStore, 'transition'>;
}

/**
 * Records the end of a task and stops what runs for it; a task that has ended already keeps its end.
 * @throws UpstreamError `TASK_NOT_STOPPED`: call again
 */
export async function endTask(taskId: string, end: End, { store, agents }: EndDeps): Promise<Task> {
  const task = await recordEnd(taskId, end, store);
  // Whoever calls this is part of the run, or knows that there is none.
  await stopTask(task, { store, agents });
  return task;
}

async function recordEnd(taskId: string, end: End, store: Pick<TaskStore, 'transition'>): Promise<Task> {
  const { outcome, failure, by } = end;
  const result = await store.transition({
    taskId,
    on: EVENT_OF[end.status],
    set: { outcome, ...(failure ? { failure } : {}) },
    facts: [{ type: 'task.ended', status: end.status, outcome, ...(failure ? { failure } : {}), ...(by ? { by } : {}) }],
  });
  if (result.type === 'applied' || isTerminal(result.task.status) || end.status === 'failed') return result.task;
  // A run that ended out of turn must not leave its task alive.
  const reason = `${outcome} (The run ended as ${end.status} while the task was ${result.task.status}.)`;
  return recordEnd(taskId, { ...end, status: 'failed', outcome: reason }, store);
}
