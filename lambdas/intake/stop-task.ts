import { agentsOf } from '#domain/agent.ts';
import { UpstreamError } from '#domain/errors.ts';
import type { Task } from '#domain/task.ts';
import type { AgentRuntime } from '#ports/agent-runtime.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { WorkflowEngine } from '#ports/workflow-engine.ts';

export interface StopDeps {
  readonly store: Pick<TaskStore, 'markStopped'>;
  readonly agents: Pick<AgentRuntime, 'stopSession'>;
  /** Without it the run is left alone. */
  readonly engine?: Pick<WorkflowEngine, 'stopRun'>;
}

/**
 * Stops what may still run for an ended task: the sessions of its agents and, when a person cancelled it, its run; every
 * other run comes to its end by itself. Twice is harmless.
 * @throws UpstreamError `TASK_NOT_STOPPED`: a sweep tries it again
 */
export async function stopTask(task: Pick<Task, 'id' | 'kind' | 'runId' | 'status' | 'outcome'>, deps: StopDeps): Promise<void> {
  const { store, agents, engine } = deps;
  const run = task.status === 'cancelled' ? engine?.stopRun(task.runId, 'TaskCancelled', task.outcome ?? '') : undefined;
  const stops = await Promise.allSettled([run, ...agentsOf(task.kind).map((agent) => agents.stopSession(task.id, agent))]);
  const failed = stops.find((stop) => stop.status === 'rejected');
  if (!failed) return store.markStopped(task.id);
  throw new UpstreamError(`Not all that runs for ${task.id} could be stopped.`, {
    code: 'TASK_NOT_STOPPED',
    cause: failed.reason,
  });
}
