import { InputError } from '#domain/errors.ts';
import type { CommandRun, Execution } from '#domain/execution.ts';
import type { Change, Task, TaskPatch, TestCounts } from '#domain/task.ts';
import { requireResult } from '#lambdas/intake/live-task.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { AwaitCiEvent } from './schema.ts';

/**
 * What the step before has pushed: the commits that CI runs on, and the tests' counts when it ran them.
 * @throws InputError `NOTHING_PUSHED`
 */
export async function readPushedWork(event: AwaitCiEvent, task: Task, store: Pick<TaskStore, 'readResult'>): Promise<PushedWork> {
  const work = await readWork(event, task, store);
  if (work.changes.length > 0) return work;
  throw new InputError(`${task.id} has no pull request whose CI could be waited for.`, { code: 'NOTHING_PUSHED' });
}

type PushedWork = Pick<TaskPatch, 'tests'> & { readonly changes: readonly Change[] };

async function readWork(
  { taskId, n, round, diagnosed }: AwaitCiEvent,
  task: Task,
  store: Pick<TaskStore, 'readResult'>,
): Promise<PushedWork> {
  // A run that begins here goes on with what the task before it left.
  if (task.resumeFrom === 'AwaitCi' && n === 1) return { changes: task.changes };
  if (diagnosed) {
    const { changes } = await requireResult(store, { taskId, step: `diagnose-${round}`, type: 'diagnosis' });
    return { changes: merge(task.changes, changes) };
  }
  const step = round === 0 ? 'execute' : `fix-${round}`;
  const { execution } = await requireResult(store, { taskId, step, type: 'execution' });
  const tests = toTests(execution, task);
  return { changes: merge(task.changes, execution.changes), ...(tests ? { tests } : {}) };
}

/** A step tells of the repositories it touched; the others stay as they are. */
function merge(before: readonly Change[], after: readonly Change[]): Change[] {
  return [...new Map([...before, ...after].map((change) => [change.repo, change])).values()];
}

function toTests({ before, after }: Execution, task: Task): TaskPatch['tests'] {
  const first = task.tests?.before ?? countsOf(before);
  const last = countsOf(after);
  return first && last ? { before: first, after: last } : undefined;
}

function countsOf(runs: readonly CommandRun[]): TestCounts | undefined {
  return runs.find(({ name }) => name === 'test')?.counts;
}
