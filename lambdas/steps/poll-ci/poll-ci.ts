import { type ConcludeCiDeps, concludeCi } from '#lambdas/intake/conclude-ci.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { PollCiEvent } from './schema.ts';

export interface PollCiDeps extends ConcludeCiDeps {
  readonly store: ConcludeCiDeps['store'] & Pick<TaskStore, 'readCiWait'>;
}

/** Looks at the checks once and closes the wait with what it sees; harmless when a webhook closed it in the meantime. */
export async function pollCi({ taskId, runId, n }: PollCiEvent, deps: PollCiDeps): Promise<void> {
  const wait = await deps.store.readCiWait(taskId);
  if (wait?.runId === runId && wait.round === n) await concludeCi(wait, deps, { final: true });
}
