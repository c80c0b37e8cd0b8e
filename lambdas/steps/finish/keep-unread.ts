import { listUnread } from '#domain/list-unread.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import type { TaskStore } from '#ports/task-store.ts';

/**
 * Keeps what people said on pull requests after the agents had last listened, so that it is worked on anew. The task has
 * ended before this, so nothing can be said to it any more.
 */
export async function keepUnread(taskId: string, store: Pick<TaskStore, 'listEvents' | 'keepDelivery'>): Promise<void> {
  const events: TaskEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listEvents(taskId, { limit: 100, cursor });
    events.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  for (const { id, place, text, by } of listUnread(events)) {
    const event = { type: 'agent.addressed', place, command: { name: 'say', text }, by } as const;
    await store.keepDelivery({ delivery: { channel: 'github', id }, event });
  }
}
