import { InputError, PolicyError } from '#domain/errors.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import type { TaskStore, TransitionResult } from '#ports/task-store.ts';

/** A task that has not ended. @throws InputError `TASK_NOT_FOUND`, PolicyError `TASK_ENDED` */
export async function readLiveTask(store: Pick<TaskStore, 'readTask'>, taskId: string): Promise<Task> {
  const task = await store.readTask(taskId);
  if (!task) throw new InputError(`There is no task ${taskId}.`, { code: 'TASK_NOT_FOUND' });
  if (isTerminal(task.status)) throw ended(task);
  return task;
}

/** The task after a write that had to succeed. @throws PolicyError `TASK_ENDED`, `STEP_OUT_OF_TURN` */
export function requireApplied(result: TransitionResult): Task {
  const { task } = result;
  if (result.type === 'applied') return task;
  if (isTerminal(task.status)) throw ended(task);
  throw new PolicyError(`The lifecycle has no such step for ${task.id} while it is ${task.status}.`, {
    code: 'STEP_OUT_OF_TURN',
    kind: 'concurrency',
  });
}

/** The result that an earlier step left. @throws InputError `RESULT_MISSING` when there is none of this type */
export async function requireResult<T extends StepResult['type']>(
  store: Pick<TaskStore, 'readResult'>,
  { taskId, step, type }: { taskId: string; step: string; type: T },
): Promise<Extract<StepResult, { type: T }>> {
  const result = await store.readResult(taskId, step);
  if (isOfType(result, type)) return result;
  throw new InputError(`Step ${step} of ${taskId} left no result of type ${type}.`, { code: 'RESULT_MISSING' });
}

function isOfType<T extends StepResult['type']>(
  result: StepResult | undefined,
  type: T,
): result is Extract<StepResult, { type: T }> {
  return result?.type === type;
}

function ended(task: Task): PolicyError {
  return new PolicyError(`${task.id} has ended (${task.status}); nothing more is done for it.`, { code: 'TASK_ENDED' });
}
