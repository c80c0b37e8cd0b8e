import type { Failure } from '#domain/failure.ts';
import { tellFailure, toWorkflowFailure } from '#domain/failure.ts';
import type { Status } from '#domain/lifecycle.ts';
import type { Task } from '#domain/task.ts';
import { type EndDeps, endTask } from '#lambdas/intake/end-task.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { keepUnread } from './keep-unread.ts';
import type { FinishEvent } from './schema.ts';

export interface FinishDeps extends EndDeps {
  readonly store: EndDeps['store'] & Pick<TaskStore, 'readTask' | 'readApproval' | 'listEvents' | 'keepDelivery'>;
  /** True when a pull request that was approved before its CI was green may be merged now. */
  readonly mayMerge: boolean;
}

/** Records how the run ended; a task that ended before keeps its end, whose status is answered. */
export async function finish({ taskId, end }: FinishEvent, deps: FinishDeps): Promise<{ status: Status }> {
  const failure = end.status === 'failed' ? toFailureOf(end) : undefined;
  const outcome = end.outcome ?? (failure ? await wordFailure(taskId, failure, deps) : await wordRejection(taskId, deps));
  const task = await endTask(taskId, { status: end.status, outcome, failure }, deps);
  if (task.status === 'completed') {
    await keepUnread(taskId, deps.store);
    if (deps.mayMerge) await keepChecked(task, deps.store);
  }
  return { status: task.status };
}

/** Has the inbox look at the task's pull requests, to which nothing may happen any more. */
async function keepChecked({ id: taskId, changes }: Task, store: Pick<TaskStore, 'keepDelivery'>): Promise<void> {
  for (const { repo, branch } of changes) {
    const delivery = { channel: 'github', id: `${taskId}-checked-${repo}` } as const;
    await store.keepDelivery({ delivery, event: { type: 'branch.checked', repo, branch } });
  }
}

/** The workflow itself ended the task, for a reason that people can act on, when there is an outcome. */
function toFailureOf({ outcome, error, cause }: FinishEvent['end']): Failure {
  if (outcome === null) return toWorkflowFailure(error ?? 'UnknownError', cause ?? '');
  return {
    name: error ?? 'TaskFailed',
    code: (error ?? 'TaskFailed').replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
    kind: 'agent',
    message: outcome,
    remedy: 'A person has to look at this. Retry the task when the cause is removed.',
    retryable: true,
  };
}

const STEP_NAMES: Readonly<Record<string, string>> = {
  discover: 'Discovery',
  plan: 'Planning',
  ask: 'Asking the question',
  approve: 'The approval',
  execute: 'Execution',
  ci: 'Waiting for CI',
  diagnose: 'The CI diagnosis',
  fix: 'The CI fix',
  triage: 'Triage',
  review: 'The review',
};

async function wordFailure(taskId: string, failure: Failure, { store }: FinishDeps): Promise<string> {
  const task = await store.readTask(taskId);
  const step = task?.step?.replace(/-\d+$/, '') ?? '';
  return `${STEP_NAMES[step] ?? 'The run'} failed: ${tellFailure(failure)}`;
}

async function wordRejection(taskId: string, { store }: FinishDeps): Promise<string> {
  const decision = (await store.readApproval(taskId))?.decision;
  if (!decision) return 'The plan was rejected.';
  const reason = decision.reason === '' ? '' : `: ${decision.reason}`;
  return `The plan was rejected by ${decision.by.name || decision.by.id}${reason}`;
}
