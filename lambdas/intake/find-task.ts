import { isTerminal } from '#domain/lifecycle.ts';
import { type Place, subjectOfPlace } from '#domain/place.ts';
import type { Task } from '#domain/task.ts';
import type { TaskStore } from '#ports/task-store.ts';

type Finder = Pick<TaskStore, 'readTask' | 'findLiveTask' | 'findEndedTask' | 'findTaskByPullRequest'>;

/** The task that works on an issue or a pull request; when none does, the last one that did. */
export async function findTaskAt(place: Place, store: Finder): Promise<Task | undefined> {
  const subject = subjectOfPlace(place);
  const live = await read(await store.findLiveTask(subject), store);
  if (live) return live;
  const made =
    place.kind === 'issue' ? undefined : await read(await store.findTaskByPullRequest(place.repo, place.number), store);
  return made ?? read(await store.findEndedTask(subject), store);
}

/** The same, but only a task that has not ended. */
export async function findLiveTaskAt(place: Place, store: Finder): Promise<Task | undefined> {
  const task = await findTaskAt(place, store);
  return task && !isTerminal(task.status) ? task : undefined;
}

async function read(taskId: string | undefined, store: Finder): Promise<Task | undefined> {
  return taskId === undefined ? undefined : store.readTask(taskId);
}
