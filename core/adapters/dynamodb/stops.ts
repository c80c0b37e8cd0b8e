import { z } from 'zod';
import type { TaskStore } from '#ports/task-store.ts';
import { expiryOf } from './expiry.ts';
import { stopKey, taskKey, timeKey, UNSTOPPED } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { toTask } from './task-item.ts';
import type { StoreContext } from './task-table.ts';
import type { Item } from './write.ts';

const stopSchema = z.object({ taskId: z.string() });

/** Written with the end of a task and there until nothing runs for it any more. */
export function toStopItem(taskId: string, now: Date): Item {
  return {
    ...stopKey(taskId),
    taskId,
    statusKey: UNSTOPPED,
    timeKey: timeKey(now.toISOString(), taskId),
    expiresAt: expiryOf('wait', now),
  };
}

/** Ended tasks for which something may still run. */
export function openStops({ table }: StoreContext): Pick<TaskStore, 'markStopped' | 'listUnstopped'> {
  return {
    markStopped: async (taskId) => {
      await table.transact([{ delete: stopKey(taskId) }]);
    },
    listUnstopped: async (endedBefore, limit) => {
      const rows = await table.query({ index: 'by-status', partition: UNSTOPPED, before: endedBefore.toISOString(), limit });
      const items = await table.getAll(rows);
      const tasks = await Promise.all(items.map((item) => table.get(taskKey(parseItem(stopSchema, item).taskId))));
      return tasks.filter((task) => task !== undefined).map(toTask);
    },
  };
}
