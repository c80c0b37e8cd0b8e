import type { LifecycleEvent } from '#domain/lifecycle.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { requireApplied } from '#lambdas/intake/live-task.ts';
import type { AgentRuntime } from '#ports/agent-runtime.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { DispatchEvent } from './schema.ts';

export interface DispatchDeps {
  readonly store: Pick<TaskStore, 'transition'>;
  readonly agents: AgentRuntime;
}

/**
 * Records that the step begins and hands it to its agent; the agent answers the task token itself. On a retry the
 * session before is ended first, so that never two of them work on one task.
 * @throws PolicyError `TASK_ENDED` and then starts nothing
 */
export async function dispatchAgent(event: DispatchEvent, { store, agents }: DispatchDeps): Promise<void> {
  const { retryCount, ...invocation } = event;
  const { taskId, step, agent } = invocation;
  const result = await store.transition({ taskId, on: startOf(event), set: { step }, facts: [toFact(event)] });
  requireApplied(result);
  if (retryCount > 0) await agents.stopSession(taskId, agent);
  await agents.invoke(invocation);
}

function startOf({ agent, step }: DispatchEvent): LifecycleEvent {
  switch (agent) {
    case 'discovery':
      return 'discovery.started';
    case 'planning':
      return 'planning.started';
    case 'ci-monitor':
      return 'fix.started';
    case 'sentry':
    case 'review':
      return 'execution.started';
    case 'execution':
      return step.startsWith('fix-') ? 'fix.started' : 'execution.started';
  }
}

function toFact({ retryCount, step, agent }: DispatchEvent): TaskFact {
  if (retryCount === 0) return { type: 'step.started', step, agent };
  const reason = `The attempt before stopped answering or met a passing fault; this is attempt ${retryCount + 1}.`;
  return { type: 'step.retried', step, agent, reason, attempt: retryCount + 1 };
}
