import type { TaskStore } from '#ports/task-store.ts';
import { toEventItem } from './event-item.ts';
import { expiryOf } from './expiry.ts';
import { noticeKey, taskKey } from './keys.ts';
import type { StoreContext } from './task-table.ts';

/** As many writes as one DynamoDB transaction may have. */
const MAX_WRITES = 100;

/** What happened, and who was told of it. */
export function openHistory({
  table,
  clock,
}: StoreContext): Pick<TaskStore, 'appendEvents' | 'appendEventsOnce' | 'claimNotice' | 'hasNotice'> {
  return {
    appendEvents: async (taskId, facts) => {
      const items = facts.map((fact) => toEventItem(clock, taskId, fact));
      const [only] = items;
      if (items.length === 1 && only) return table.put(only);
      for (let start = 0; start < items.length; start += MAX_WRITES) {
        await table.transact(items.slice(start, start + MAX_WRITES).map((put) => ({ put })));
      }
    },
    appendEventsOnce: async (taskId, mark, facts) => {
      const put = { ...noticeKey(taskId, mark, 'once'), expiresAt: expiryOf('history', clock.now()) };
      const events = facts.map((fact) => ({ put: toEventItem(clock, taskId, fact) }));
      const alive = { check: taskKey(taskId), when: { exists: true, missing: ['endedAt'] } };
      const outcome = await table.transact([{ put, when: { exists: false } }, alive, ...events]);
      if (outcome.type === 'written') return 'recorded';
      return outcome.failed.has(0) ? 'duplicate' : 'ended';
    },
    claimNotice: async (taskId, eventId, channel) => {
      const expiresAt = expiryOf('history', clock.now());
      const put = { ...noticeKey(taskId, eventId, channel), expiresAt };
      return (await table.transact([{ put, when: { exists: false } }])).type === 'written';
    },
    hasNotice: async (taskId, eventId, channel) => (await table.get(noticeKey(taskId, eventId, channel))) !== undefined,
  };
}
