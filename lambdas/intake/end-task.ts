import { AGENT_NAMES } from '#domain/agent.ts';
import { UpstreamError } from '#domain/errors.ts';
import type { Failure } from '#domain/failure.ts';
import { isTerminal, type LifecycleEvent, type TerminalStatus } from '#domain/lifecycle.ts';
import type { Person } from '#domain/person.ts';
import type { Task } from '#domain/task.ts';
import type { AgentRuntime } from '#ports/agent-runtime.ts';
import type { TaskStore } from '#ports/task-store.ts';

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

/**
 * Records the end of a task and stops every session of its agents; a task that has ended already keeps its end.
 * @throws UpstreamError `SESSION_NOT_STOPPED`: call again
 */
export async function endTask(
  taskId: string,
  end: End,
  deps: { readonly store: Pick<TaskStore, 'transition'>; readonly agents: Pick<AgentRuntime, 'stopSession'> },
): Promise<Task> {
  const task = await recordEnd(taskId, end, deps.store);
  const stops = await Promise.allSettled(AGENT_NAMES.map((agent) => deps.agents.stopSession(taskId, agent)));
  const failed = stops.find((stop) => stop.status === 'rejected');
  if (!failed) return task;
  throw new UpstreamError(`A session of ${taskId} could not be stopped.`, { code: 'SESSION_NOT_STOPPED', cause: failed.reason });
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
