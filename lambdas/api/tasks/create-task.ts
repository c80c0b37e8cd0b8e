import type { DeliveryRef } from '#domain/channel-event.ts';
import { InputError } from '#domain/errors.ts';
import type { Person } from '#domain/person.ts';
import type { Task } from '#domain/task.ts';
import { findStarted, type StartResult } from '#lambdas/intake/start-task.ts';
import type { ApiDeps } from '../api-deps.ts';
import { readInput } from '../read-input.ts';
import type { Answer, Call } from '../request.ts';
import { type NewTask, newTaskSchema } from '../schema.ts';
import { toDelivery } from '../to-delivery.ts';
import { maySee } from './read-visible-task.ts';
import { startWanted } from './start-wanted.ts';
import { toTaskBody } from './to-task-body.ts';

/** `POST /v1/tasks`: 201 with a new task, 200 with the one that this request made before. */
export async function createTask(call: Call, deps: ApiDeps): Promise<Answer> {
  const delivery = toDelivery(call, deps.clock);
  return startAs(call.by, { delivery, wanted: () => readInput(newTaskSchema, call.request) }, deps);
}

/** Starts what somebody wants, once for each delivery. A repeated one is answered without looking at anything else again. */
export async function startAs(
  by: Person,
  { delivery, wanted }: { readonly delivery: DeliveryRef; readonly wanted: () => NewTask },
  deps: ApiDeps,
): Promise<Answer> {
  const result =
    (delivery.hash === undefined ? undefined : await findStarted(delivery, deps)) ??
    (await startWanted(wanted(), { by, delivery }, deps));
  const task = await deps.store.readTask(result.taskId ?? '');
  if (!task) throw new InputError('The task of this request is gone.', { code: 'TASK_NOT_FOUND', remedy: 'Use a new key.' });
  if (result.status === 'live') throw await liveError(task, by, deps);
  const body = toTaskBody(task, deps.clock.now(), deps.tracesUrl);
  return { status: statusOf(result), body, taskId: task.id };
}

function statusOf({ status }: StartResult): Answer['status'] {
  return status === 'accepted' ? 201 : 200;
}

async function liveError(task: Task, by: Person, deps: ApiDeps): Promise<InputError> {
  const which = (await maySee(task, by, deps)) ? `the task ${task.id}` : 'a task';
  return new InputError(`There is ${which} at work on ${task.ticket.key} already.`, {
    code: 'TASK_LIVE',
    remedy: 'Tell it what to do with /nudge, or wait for its end.',
  });
}
