import { isOurs } from '#domain/failure.ts';
import type { Person } from '#domain/person.ts';
import type { Task } from '#domain/task.ts';
import type { IntakeDeps, Reply } from './intake-deps.ts';
import { stopTask } from './stop-task.ts';

/** Ends a task for good and stops everything that runs for it; what cannot be stopped now is stopped by a sweep. */
export async function cancelTask(
  task: Task,
  { outcome, by }: { readonly outcome: string; readonly by: Person },
  deps: Pick<IntakeDeps, 'store' | 'agents' | 'engine'>,
): Promise<Reply> {
  const fact = { type: 'task.ended', status: 'cancelled', outcome, by } as const;
  const result = await deps.store.transition({ taskId: task.id, on: 'task.cancelled', set: { outcome }, facts: [fact] });
  if (result.type === 'refused') {
    return { ok: false, code: 'TASK_ENDED', reply: `Task \`${task.id}\` has already ended (${result.task.status}).` };
  }
  const cancelled = `Task \`${task.id}\` (${task.ticket.key}) is cancelled`;
  const more = (await isStopped(result.task, deps)) ? '' : NOT_STOPPED;
  return { ok: true, reply: `${cancelled}. ${more}`.trim(), record: { fact, task: result.task, more } };
}

const NOT_STOPPED = 'Not all of its work could be stopped just now; that is tried again within minutes.';

async function isStopped(task: Task, deps: Pick<IntakeDeps, 'store' | 'agents' | 'engine'>): Promise<boolean> {
  try {
    await stopTask(task, deps);
    return true;
  } catch (error) {
    if (!isOurs(error)) throw error;
    return false;
  }
}
