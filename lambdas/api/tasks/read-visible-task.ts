import { decideView } from '#domain/decide-view.ts';
import { InputError } from '#domain/errors.ts';
import { taskIdSchema } from '#domain/ids.ts';
import type { Person } from '#domain/person.ts';
import type { Task } from '#domain/task.ts';
import type { ApiDeps } from '../api-deps.ts';

/** A task that the caller may know of; any other one is as good as none. @throws InputError `TASK_NOT_FOUND` */
export async function readVisibleTask(id: string | undefined, by: Person, deps: ApiDeps): Promise<Task> {
  const task = taskIdSchema.safeParse(id).success && id !== undefined ? await deps.store.readTask(id) : undefined;
  if (task && (await maySee(task, by, deps))) return task;
  throw new InputError('There is no such task.', { code: 'TASK_NOT_FOUND', remedy: 'Check its id.' });
}

/** True when the caller may know of the task. */
export async function maySee(task: Task, by: Person, { store, commandPolicy = { mode: 'anyone' } }: ApiDeps): Promise<boolean> {
  return (
    decideView(by, { task, approval: undefined }, commandPolicy) ||
    decideView(by, { task, approval: await store.readApproval(task.id) }, commandPolicy)
  );
}
