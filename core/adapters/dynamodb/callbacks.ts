import { z } from 'zod';
import { taskIdSchema } from '#domain/ids.ts';
import type { Callback, TaskStore } from '#ports/task-store.ts';
import { expiryOf } from './expiry.ts';
import { callbackKey, timeKey, UNDELIVERED } from './keys.ts';
import { parseItem } from './parse-item.ts';
import type { StoreContext } from './task-table.ts';
import type { Item } from './write.ts';

const callbackSchema = z.object({ token: z.string(), taskId: taskIdSchema, output: z.record(z.string(), z.unknown()) });

/** A callback is an item of its own from the decision until the workflow has it. */
export function toCallbackItem(callback: Callback, now: Date): Item {
  return {
    ...callbackKey(callback.taskId, callback.token),
    ...callback,
    statusKey: UNDELIVERED,
    timeKey: timeKey(now.toISOString(), callback.taskId),
    expiresAt: expiryOf('wait', now),
  };
}

/** Callbacks that the workflow has not got yet. */
export function openCallbacks({ table }: StoreContext): Pick<TaskStore, 'markDelivered' | 'listUndelivered'> {
  return {
    markDelivered: async ({ taskId, token }) => {
      await table.transact([{ delete: callbackKey(taskId, token) }]);
    },
    listUndelivered: async (limit) => {
      const items = await table.getAll(await table.query({ index: 'by-status', partition: UNDELIVERED, limit }));
      return items.map((item) => parseItem(callbackSchema, item));
    },
  };
}
