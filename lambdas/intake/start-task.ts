import type { DeliveryRef } from '#domain/channel-event.ts';
import { ConflictError, InputError, UpstreamError } from '#domain/errors.ts';
import type { GroupClaim } from '#domain/error-group.ts';
import { subjectIdOf } from '#domain/ids.ts';
import type { Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { SeenDelivery } from '#ports/task-store.ts';
import type { IntakeDeps } from './intake-deps.ts';

export type StartDeps = Pick<IntakeDeps, 'store' | 'engine' | 'approvalTimeoutSeconds'>;

export interface StartResult {
  readonly status: 'accepted' | 'duplicate' | 'live';
  /** The new task, the one that this delivery made before, or the one that is live. */
  readonly taskId?: string | undefined;
}

/**
 * Writes a decided task, with `more` of its first facts and its claim, in one transaction and starts its run. The transaction alone tells twins apart, so nothing is
 * read before it; a repeated delivery whose task never started starts it now, which is harmless when it did.
 * @throws ConflictError `GROUP_CHANGED` when the claim is void, InputError `IDEMPOTENCY_KEY_REUSED`
 */
export async function startTask(
  task: Task,
  delivery: DeliveryRef,
  deps: StartDeps,
  more: { readonly facts?: readonly TaskFact[]; readonly claim?: GroupClaim } = {},
): Promise<StartResult> {
  const submitted = toSubmitted(task);
  const { facts = [], claim } = more;
  const result = await deps.store.createTask({ task, delivery, facts: [submitted, ...facts], claim });
  switch (result.type) {
    case 'created':
      await startRun(task, deps);
      return { status: 'accepted', taskId: task.id };
    case 'live-task':
      return { status: 'live', taskId: result.taskId };
    case 'group-changed':
      throw new ConflictError('Somebody else was at the error group first.', { code: 'GROUP_CHANGED' });
    case 'duplicate-delivery':
    case 'reused-delivery':
      return settleSeen(result, deps);
  }
}

/** The first fact of a task. */
export function toSubmitted({ requester, subject, ticket }: Task): TaskFact {
  return { type: 'task.submitted', by: requester, subject: subjectIdOf(subject), title: ticket.summary };
}

/** What a delivery that was seen before came to, without asking anybody but the store; undefined for a new one. */
export async function findStarted(delivery: DeliveryRef, deps: StartDeps): Promise<StartResult | undefined> {
  const seen = await deps.store.readDelivery(delivery);
  return seen && settleSeen(seen, deps);
}

async function settleSeen(seen: SeenDelivery, deps: StartDeps): Promise<StartResult> {
  if (seen.type === 'reused-delivery') {
    throw new InputError('This idempotency key was used for another request within the last 24 hours.', {
      code: 'IDEMPOTENCY_KEY_REUSED',
      remedy: 'Use a new key for a new request.',
    });
  }
  await startAgain(seen.taskId, deps);
  return { status: 'duplicate', taskId: seen.taskId };
}

async function startAgain(taskId: string | undefined, deps: StartDeps): Promise<void> {
  const task = taskId === undefined ? undefined : await deps.store.readTask(taskId);
  if (task?.status === 'submitted') await startRun(task, deps);
}

/** The task is on record before this, so when the workflow cannot be reached a sweep starts it. */
async function startRun(task: Task, { engine, approvalTimeoutSeconds }: StartDeps): Promise<void> {
  const { id: taskId, runId, kind, resumeFrom } = task;
  try {
    await engine.startRun({ taskId, runId, kind, resumeFrom, approvalTimeoutSeconds });
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
  }
}
