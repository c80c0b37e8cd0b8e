import type { ChannelEvent, DeliveryRef } from '#domain/channel-event.ts';
import { decideIntake } from '#domain/decide-intake.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { type StartDeps, type StartResult, startTask } from './start-task.ts';

export type TicketResult = StartResult & { readonly reason?: string };

/** Makes a labelled ticket a task and starts it, unless the ticket has a live one or the delivery was seen before. */
export async function applyTicket(
  event: Extract<ChannelEvent, { type: 'ticket.labelled' }>,
  delivery: DeliveryRef,
  deps: StartDeps & Pick<IntakeDeps, 'clock' | 'limits'>,
): Promise<TicketResult> {
  const now = deps.clock.now();
  const facts = { newTaskId: `task_${deps.clock.newId()}`, ...(deps.limits ? { limits: deps.limits } : {}) };
  const decision = decideIntake(event, facts, now);
  if (decision.type === 'live') return { status: 'live', taskId: decision.taskId, reason: decision.reason };
  const result = await startTask(decision.task, delivery, deps);
  if (result.status !== 'live' || result.taskId === undefined) return result;
  const again = decideIntake(event, { ...facts, liveTaskId: result.taskId }, now);
  return again.type === 'live' ? { ...result, reason: again.reason } : result;
}
