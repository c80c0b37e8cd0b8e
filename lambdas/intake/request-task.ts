import type { DeliveryRef } from '#domain/channel-event.ts';
import { decideIntake, type RequestedWork } from '#domain/decide-intake.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { type StartDeps, type StartResult, startTask } from './start-task.ts';

export type RequestResult = StartResult & { readonly reason?: string };
export type RequestDeps = StartDeps & Pick<IntakeDeps, 'clock' | 'limits'>;

/** Makes what somebody asked for a task and starts it, unless its subject has a live one or the delivery was seen before. */
export async function requestTask(
  work: RequestedWork,
  delivery: DeliveryRef,
  deps: RequestDeps,
  said: readonly TaskFact[] = [],
): Promise<RequestResult> {
  const now = deps.clock.now();
  const facts = { newTaskId: `task_${deps.clock.newId()}`, ...(deps.limits ? { limits: deps.limits } : {}) };
  const decision = decideIntake(work, facts, now);
  if (decision.type === 'live') return { status: 'live', taskId: decision.taskId, reason: decision.reason };
  const result = await startTask(decision.task, delivery, deps, { facts: said });
  if (result.status !== 'live' || result.taskId === undefined) return result;
  const again = decideIntake(work, { ...facts, liveTaskId: result.taskId }, now);
  return again.type === 'live' ? { ...result, reason: again.reason } : result;
}
