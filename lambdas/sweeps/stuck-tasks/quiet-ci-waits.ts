import type { Clock } from '#ports/clock.ts';
import type { CiWait, TaskStore } from '#ports/task-store.ts';

/** GitHub does not repeat a webhook that was lost; so long after anything happened to the task, somebody looks. */
const QUIET_MS = 120_000;

/** The open CI waits of tasks to which nothing has happened for two minutes. */
export async function listQuietCiWaits({
  store,
  clock,
}: {
  readonly store: Pick<TaskStore, 'listTasks' | 'readCiWait'>;
  readonly clock: Pick<Clock, 'now'>;
}): Promise<readonly CiWait[]> {
  const quietSince = new Date(clock.now().getTime() - QUIET_MS).toISOString();
  const quiet: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listTasks({ status: 'awaiting_ci', limit: 100, cursor });
    quiet.push(...page.items.filter(({ updatedAt }) => updatedAt < quietSince).map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  const waits = await Promise.all(quiet.map((taskId) => store.readCiWait(taskId)));
  return waits.filter((wait) => wait !== undefined);
}
