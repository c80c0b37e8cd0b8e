import { tellFailure, toWorkflowFailure } from '#domain/failure.ts';
import { taskIdOf } from '#domain/ids.ts';
import { isTerminal, type Status } from '#domain/lifecycle.ts';
import { type End, type EndDeps, endTask } from '#lambdas/intake/end-task.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { ExecutionEndedEvent } from './schema.ts';

export interface EndOrphanDeps extends EndDeps {
  readonly store: EndDeps['store'] & Pick<TaskStore, 'readTask'>;
}

/** Ends the task of an execution that stopped without recording an end; answers the task's status, if there is a task. */
export async function endOrphan({ detail }: ExecutionEndedEvent, deps: EndOrphanDeps): Promise<Status | undefined> {
  const end = toEnd(detail);
  const taskId = taskIdOf(detail.name);
  const task = taskId === undefined ? undefined : await deps.store.readTask(taskId);
  // The run of another attempt says nothing about this one.
  if (!task || task.runId !== detail.name) return undefined;
  if (!end || isTerminal(task.status)) return task.status;
  const ended = await endTask(task.id, end, deps);
  return ended.status;
}

function toEnd({ status, error, cause }: ExecutionEndedEvent['detail']): End | undefined {
  const why = cause ? `: ${cause}` : '';
  switch (status) {
    case 'ABORTED':
      return { status: 'cancelled', outcome: `The run was stopped in Step Functions${why}` };
    case 'TIMED_OUT':
      return { status: 'timed_out', outcome: 'The run took longer than a run may take.' };
    case 'FAILED': {
      const failure = toWorkflowFailure(error ?? 'States.Runtime', cause ?? '');
      return { status: 'failed', failure, outcome: `The run failed: ${tellFailure(failure)}` };
    }
    case 'RUNNING':
    case 'SUCCEEDED':
    case 'PENDING_REDRIVE':
      return undefined;
  }
}
