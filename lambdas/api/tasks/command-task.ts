import type { DeliveryRef } from '#domain/channel-event.ts';
import type { Command } from '#domain/command.ts';
import { InputError } from '#domain/errors.ts';
import type { Task } from '#domain/task.ts';
import { applyCommand } from '#lambdas/intake/apply-command.ts';
import type { ApiDeps } from '../api-deps.ts';
import { readInput } from '../read-input.ts';
import type { Answer, ApiRequest, Call } from '../request.ts';
import { approveSchema, changesSchema, rejectSchema, retrySchema, saySchema } from '../schema.ts';
import { toDelivery } from '../to-delivery.ts';
import { readVisibleTask } from './read-visible-task.ts';
import { toTaskBody } from './to-task-body.ts';

/** Reads what somebody tells a task. @throws InputError */
type ToCommand = (request: ApiRequest, task: Task) => Command;

/** The commands that have a route of their own. */
export const COMMANDS = {
  cancel: () => ({ name: 'cancel' }),
  approve: (request) => {
    const { plan } = readInput(approveSchema, request);
    return { name: 'approve', ...(plan === undefined ? {} : { n: plan }) };
  },
  reject: (request) => ({ name: 'reject', ...readInput(rejectSchema, request) }),
  requestChanges: (request) => ({ name: 'request-changes', ...readInput(changesSchema, request) }),
  answer: (request, task) => {
    const answer = readInput(saySchema, request);
    if (task.status === 'awaiting_answer') return { name: 'say', ...answer };
    throw new InputError(`The task is ${task.status} and has no open question.`, {
      code: 'NOTHING_TO_ANSWER',
      remedy: 'To tell it something all the same, use /nudge.',
    });
  },
  nudge: (request) => ({ name: 'say', ...readInput(saySchema, request) }),
  retry: (request) => {
    const { max_turns: maxTurns, max_budget_usd: maxBudgetUsd } = readInput(retrySchema, request);
    const limits = {
      ...(maxTurns === undefined ? {} : { maxTurns }),
      ...(maxBudgetUsd === undefined ? {} : { maxBudgetUsd }),
    };
    return { name: 'retry', limits };
  },
} as const satisfies Readonly<Record<string, ToCommand>>;

/** Tells a task what every channel may tell it; answers what came of it, with the task, or the new one of a retry. */
export function commandTask(toCommand: ToCommand): (call: Call, deps: ApiDeps) => Promise<Answer> {
  return async (call, deps) => {
    const { by, params, request } = call;
    const task = await readVisibleTask(params['id'], by, deps);
    const command = toCommand(request, task);
    const delivery = knownBy(command, toDelivery(call, deps.clock));
    const event = { type: 'command.given', target: { taskId: task.id }, command, by } as const;
    const reply = await applyCommand(event, delivery, deps);
    if (!reply.ok) throw new InputError(reply.reply, { code: reply.code, remedy: '' });
    const taskId = reply.taskId ?? task.id;
    const now = (await deps.store.readTask(taskId)) ?? task;
    return { status: 200, body: { message: reply.reply, task: toTaskBody(now, deps.clock.now(), deps.tracesUrl) }, taskId };
  };
}

/** What is said is kept once by its delivery's id alone, so another text under the same key has to be another delivery. */
function knownBy({ name }: Command, delivery: DeliveryRef): DeliveryRef {
  return name === 'say' && delivery.hash !== undefined ? { ...delivery, id: `${delivery.id}#${delivery.hash}` } : delivery;
}
