import { AGENT_NAMES } from '#domain/agent.ts';
import type { Task } from '#domain/task.ts';
import type { IntakeDeps, Order, Reply } from './intake-deps.ts';

/**
 * Ends a task for good and stops everything that runs for it. Told again about a cancelled task it stops again, so
 * that a stop which failed half-way can be repeated.
 */
export async function applyCancel({ task, by }: Order, deps: IntakeDeps): Promise<Reply> {
  const outcome = `Cancelled by ${by.name || by.id}.`;
  const result = await deps.store.transition({
    taskId: task.id,
    on: 'task.cancelled',
    set: { outcome },
    facts: [{ type: 'task.ended', status: 'cancelled', outcome, by }],
  });
  if (result.type === 'refused' && result.task.status !== 'cancelled') {
    return { ok: false, reply: `Task \`${task.id}\` has already ended (${result.task.status}).` };
  }
  const stopped = await stopAll(result.task, outcome, deps);
  if (!stopped) {
    return {
      ok: false,
      reply: `Task \`${task.id}\` is cancelled, but not all of its work could be stopped. Please cancel it again.`,
    };
  }
  const already = result.type === 'refused' ? 'was already cancelled; nothing runs for it any more' : 'is cancelled';
  return { ok: true, reply: `Task \`${task.id}\` (${task.ticket.key}) ${already}.` };
}

async function stopAll(task: Task, cause: string, { engine, agents }: IntakeDeps): Promise<boolean> {
  const results = await Promise.allSettled([
    engine.stopRun(task.runId, 'TaskCancelled', cause),
    ...AGENT_NAMES.map((agent) => agents.stopSession(task.id, agent)),
  ]);
  return results.every(({ status }) => status === 'fulfilled');
}
