import type { Status } from './lifecycle.ts';
import type { Task } from './task.ts';

/** Which tasks of a list are wanted; all of them where nothing is said. */
export interface TaskFilter {
  readonly status?: readonly Status[] | undefined;
  /** `owner/name`; hosts do not tell names apart by their case. */
  readonly repo?: string | undefined;
}

/** True for a task that is wanted; it is about the repository that was named for it and about those it changes. */
export function matchesFilter(task: Pick<Task, 'status' | 'ticket' | 'changes'>, { status, repo }: TaskFilter): boolean {
  if (status !== undefined && !status.includes(task.status)) return false;
  if (repo === undefined) return true;
  const repos = [task.ticket.repo, ...task.changes.map((change) => change.repo)];
  return repos.some((one) => one?.toLowerCase() === repo.toLowerCase());
}
