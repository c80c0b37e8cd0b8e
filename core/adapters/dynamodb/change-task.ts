import { InputError } from '#domain/errors.ts';
import { isTerminal, type Status } from '#domain/lifecycle.ts';
import type { Task, TaskPatch } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { untilSettled } from './back-off.ts';
import { toEventItem } from './event-item.ts';
import { expiryOf } from './expiry.ts';
import { statusKey, subjectKey, taskKey } from './keys.ts';
import { toStopItem } from './stops.ts';
import { toPullRequestRefs, toTask } from './task-item.ts';
import type { StoreContext } from './task-table.ts';
import type { Write } from './write.ts';

/** What is to become of a task, decided from the task as it is. */
export interface TaskChange {
  readonly status?: Status;
  readonly set?: TaskPatch & { readonly threads?: Task['threads'] };
  readonly facts?: readonly TaskFact[];
  /** Further writes of the same transaction. */
  readonly writes?: readonly Write[];
}

/** Reads a task, strongly consistent. */
export async function readTask({ table }: StoreContext, taskId: string): Promise<Task | undefined> {
  const item = await table.get(taskKey(taskId));
  return item && toTask(item);
}

/** Reads a task that must be there. @throws InputError `TASK_NOT_FOUND` */
export async function readKnownTask(context: StoreContext, taskId: string): Promise<Task> {
  const task = await readTask(context, taskId);
  if (task) return task;
  throw new InputError(`There is no task ${taskId}.`, { code: 'TASK_NOT_FOUND', remedy: 'Check the task id.' });
}

/**
 * Reads the task, asks what is to become of it, writes that on condition that nobody wrote in between, and begins again
 * when somebody did. `undefined` from `decide` leaves everything as it is.
 * @throws InputError `TASK_NOT_FOUND`, ConflictError `WRITE_CONFLICT`
 */
export function changeTask(
  context: StoreContext,
  taskId: string,
  decide: (task: Task) => TaskChange | undefined | Promise<TaskChange | undefined>,
): Promise<{ readonly type: 'applied' | 'refused'; readonly task: Task }> {
  return untilSettled(async () => {
    const task = await readKnownTask(context, taskId);
    const change = await decide(task);
    if (!change) return { type: 'refused' as const, task };
    const next = changedTask(task, change, context.clock.now());
    const outcome = await context.table.transact(toWrites(context, { task, next, change }));
    return outcome.type === 'written' ? { type: 'applied' as const, task: next } : undefined;
  });
}

function changedTask(task: Task, { status, set }: TaskChange, now: Date): Task {
  const at = now.toISOString();
  return {
    ...task,
    ...set,
    status: status ?? task.status,
    version: task.version + 1,
    updatedAt: at,
    ...(status && isTerminal(status) ? { endedAt: at } : {}),
  };
}

/** The subject is free for the next task and remembers this one, and what still runs for it has to be stopped. */
function endingWrites({ id: taskId, subject }: Task, now: Date): Write[] {
  return [
    { delete: subjectKey(subject, 'LIVE'), when: { equals: { taskId }, orAbsent: true } },
    { put: { ...subjectKey(subject, 'ENDED'), taskId, expiresAt: expiryOf('task', now) } },
    { put: toStopItem(taskId, now) },
  ];
}

function toWrites(context: StoreContext, { task, next, change }: { task: Task; next: Task; change: TaskChange }): Write[] {
  const { status, version, updatedAt, endedAt } = next;
  // Only the write that ends a task frees its subject: a later one would take it from the task that retries this one.
  const ends = change.status !== undefined && isTerminal(status);
  const when = { equals: { version: task.version } };
  const set = { ...change.set, status, statusKey: statusKey(status), version, updatedAt };
  const now = context.clock.now();
  return [
    { update: taskKey(task.id), set: ends ? { ...set, endedAt, expiresAt: expiryOf('task', now) } : set, when },
    ...(ends ? endingWrites(task, now) : []),
    ...(change.facts ?? []).map((fact) => ({ put: toEventItem(context.clock, task.id, fact) })),
    ...toPullRequestRefs(task, change.set?.changes ?? []),
    ...(change.writes ?? []),
  ];
}
