import { z } from 'zod';
import { ConflictError } from '#domain/errors.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { toClaim } from './error-groups.ts';
import { toEventItem } from './event-item.ts';
import { expiryOf } from './expiry.ts';
import { deliveryKey, subjectKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { toPullRequestRefs, toTaskItem } from './task-item.ts';
import type { StoreContext } from './task-table.ts';

/** Where in the transaction the claim on an error group stands. */
const CLAIM = 3;

const ownerSchema = z.object({ taskId: z.string().optional() });
const replySchema = z.object({ reply: z.object({ ok: z.boolean(), text: z.string().optional() }).optional() });

/** Creating tasks and remembering deliveries. */
export function openIntake({
  table,
  clock,
}: StoreContext): Pick<TaskStore, 'createTask' | 'hasDelivery' | 'recordDelivery' | 'readReply'> {
  return {
    createTask: async ({ task, delivery, facts, claim }) => {
      const expiresAt = expiryOf('delivery', clock.now());
      const outcome = await table.transact([
        { put: { ...deliveryKey(delivery), taskId: task.id, expiresAt }, when: { exists: false } },
        { put: { ...subjectKey(task.subject, 'LIVE'), taskId: task.id }, when: { exists: false } },
        { put: toTaskItem(task), when: { exists: false } },
        ...(claim ? [toClaim(claim, task.id, clock.now())] : []),
        ...facts.map((fact) => ({ put: toEventItem(clock, task.id, fact) })),
        ...toPullRequestRefs(task, task.changes),
      ]);
      if (outcome.type === 'written') return { type: 'created' };
      const [seen, live] = [outcome.failed.get(0), outcome.failed.get(1)];
      if (seen) return { type: 'duplicate-delivery', taskId: parseItem(ownerSchema, seen).taskId };
      const taskId = live && parseItem(ownerSchema, live).taskId;
      if (taskId) return { type: 'live-task', taskId };
      if (claim && outcome.failed.has(CLAIM)) return { type: 'group-changed' };
      throw new ConflictError(`A task with the id ${task.id} exists already.`, { code: 'TASK_EXISTS' });
    },
    hasDelivery: async (delivery) => (await table.get(deliveryKey(delivery))) !== undefined,
    recordDelivery: async (delivery, reply) => {
      // A delivery that is there already keeps the task it made.
      const set = { expiresAt: expiryOf('delivery', clock.now()), reply };
      await table.transact([{ update: deliveryKey(delivery), set }]);
    },
    readReply: async (delivery) => {
      const item = await table.get(deliveryKey(delivery));
      return item && parseItem(replySchema, item).reply;
    },
  };
}
