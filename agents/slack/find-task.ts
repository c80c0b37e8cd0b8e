import { InputError } from '#domain/errors.ts';
import { taskIdSchema, toPullRequest, toTicketKey } from '#domain/ids.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import type { Task } from '#domain/task.ts';
import type { TaskStore } from '#ports/task-store.ts';

type Finder = Pick<TaskStore, 'readTask' | 'findLiveTask' | 'findEndedTask' | 'findTaskByPullRequest'>;

/** The task with this id, of this ticket, or of this pull request. @throws InputError `TASK_NOT_FOUND` */
export async function findTask(named: string, store: Finder): Promise<Task> {
  const id = await findId(named.trim(), store);
  const task = id === undefined ? undefined : await store.readTask(id);
  if (task) return task;
  throw new InputError(`There is no task ${named}.`, {
    code: 'TASK_NOT_FOUND',
    remedy: 'Name it by its id, its ticket key or its pull request, or look with list_tasks.',
  });
}

async function findId(named: string, store: Finder): Promise<string | undefined> {
  if (taskIdSchema.safeParse(named).success) return named;
  const pullRequest = toPullRequest(named);
  if (pullRequest) return store.findTaskByPullRequest(pullRequest.repo, pullRequest.number);
  const key = toTicketKey(named);
  if (key === undefined) return undefined;
  for (const channel of ['jira', 'slack']) {
    const found = (await store.findLiveTask({ channel, key })) ?? (await store.findEndedTask({ channel, key }));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The task whose thread begins with a message of this key; a task that was retried in the same thread goes before it. */
export async function findTaskOfThread(key: string | undefined, store: Finder): Promise<Task | undefined> {
  const id = /^(task_[0-9A-Z]{26})-/.exec(key ?? '')?.[1];
  const task = id === undefined ? undefined : await store.readTask(id);
  if (!task || !isTerminal(task.status)) return task;
  const live = await store.findLiveTask(task.subject);
  const newest = live ?? (await store.findEndedTask(task.subject));
  return (newest === undefined ? undefined : await store.readTask(newest)) ?? task;
}
