import { isOurs } from '#domain/failure.ts';
import type { IntakeDeps, Order, Reply } from './intake-deps.ts';
import { stopTask } from './stop-task.ts';

/** Ends a task for good and stops everything that runs for it; what cannot be stopped now is stopped by a sweep. */
export async function applyCancel({ task, by }: Order, deps: IntakeDeps): Promise<Reply> {
  const outcome = `Cancelled by ${by.name || by.id}.`;
  const result = await deps.store.transition({
    taskId: task.id,
    on: 'task.cancelled',
    set: { outcome },
    facts: [{ type: 'task.ended', status: 'cancelled', outcome, by }],
  });
  if (result.type === 'refused') {
    return { ok: false, code: 'TASK_ENDED', reply: `Task \`${task.id}\` has already ended (${result.task.status}).` };
  }
  const cancelled = `Task \`${task.id}\` (${task.ticket.key}) is cancelled`;
  try {
    await stopTask(result.task, deps);
    return { ok: true, reply: `${cancelled}.` };
  } catch (error) {
    if (!isOurs(error)) throw error;
    return {
      ok: true,
      reply: `${cancelled}. Not all of its work could be stopped just now; that is tried again within minutes.`,
    };
  }
}
