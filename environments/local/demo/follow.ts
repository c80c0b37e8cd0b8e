import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskEvent } from '#domain/task-event.ts';
import type { TaskStore } from '#ports/task-store.ts';

const POLL_MS = 100;

/** The events of a task as they are written, until it has ended or `signal` aborts. */
export async function* followTask(
  taskId: string,
  store: Pick<TaskStore, 'listEvents'>,
  signal: AbortSignal,
): AsyncGenerator<TaskEvent> {
  let cursor: string | undefined;
  while (!signal.aborted) {
    const page = await store.listEvents(taskId, { limit: 100, cursor });
    for (const event of page.items) {
      cursor = event.id;
      yield event;
      if (event.fact.type === 'task.ended') return;
    }
    if (page.items.length === 0) await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The live task of a ticket as soon as there is one; undefined when none appears within `timeoutMs`. */
export async function awaitTask(
  ticketKey: string,
  store: Pick<TaskStore, 'findLiveTask'>,
  timeoutMs: number,
): Promise<string | undefined> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const taskId = await store.findLiveTask({ channel: 'jira', key: ticketKey });
    if (taskId !== undefined) return taskId;
    await sleep(POLL_MS);
  }
  return undefined;
}
