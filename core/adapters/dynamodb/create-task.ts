import { z } from 'zod';
import { ConflictError } from '#domain/errors.ts';
import type { DeliveryRef } from '#domain/channel-event.ts';
import type { CreateTaskResult, SeenDelivery, TaskStore } from '#ports/task-store.ts';
import { toClaim } from './error-groups.ts';
import { toEventItem } from './event-item.ts';
import { expiryOf } from './expiry.ts';
import { deliveryKey, subjectKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { toPullRequestRefs, toTaskItem } from './task-item.ts';
import type { StoreContext } from './task-table.ts';
import type { Item } from './write.ts';

/** Where in the transaction the claim on an error group stands. */
const CLAIM = 3;

const ownerSchema = z.object({ taskId: z.string().optional() });
const seenSchema = z.object({ taskId: z.string().optional(), hash: z.string().optional(), expiresAt: z.number() });
const replySchema = z.object({ reply: z.object({ ok: z.boolean(), text: z.string().optional() }).optional() });

/** Creating tasks and remembering deliveries. */
export function openIntake({
  table,
  clock,
}: StoreContext): Pick<TaskStore, 'createTask' | 'readDelivery' | 'hasDelivery' | 'recordDelivery' | 'readReply'> {
  return {
    createTask: async (input) => {
      const result = await createOnce({ table, clock }, input);
      // DynamoDB deletes what has expired within days, not at once.
      return result.type === 'forgotten' ? remembered(await createOnce({ table, clock }, input, result.item)) : result;
    },
    readDelivery: async (delivery) => {
      const item = await table.get(deliveryKey(delivery));
      const seen = item && toSeen(item, delivery, clock.now());
      return seen?.type === 'forgotten' ? undefined : seen;
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

type Forgotten = { readonly type: 'forgotten'; readonly item: Item };

async function createOnce(
  { table, clock }: StoreContext,
  { task, delivery, facts, claim }: Parameters<TaskStore['createTask']>[0],
  forgotten?: Item,
): Promise<CreateTaskResult | Forgotten> {
  const now = clock.now();
  const when = forgotten ? { equals: { expiresAt: forgotten['expiresAt'] }, orAbsent: true as const } : { exists: false };
  const outcome = await table.transact([
    { put: toDeliveryItem(delivery, task.id, now), when },
    { put: { ...subjectKey(task.subject, 'LIVE'), taskId: task.id }, when: { exists: false } },
    { put: toTaskItem(task), when: { exists: false } },
    ...(claim ? [toClaim(claim, task.id, now)] : []),
    ...facts.map((fact) => ({ put: toEventItem(clock, task.id, fact) })),
    ...toPullRequestRefs(task, task.changes),
  ]);
  if (outcome.type === 'written') return { type: 'created' };
  const [seen, live] = [outcome.failed.get(0), outcome.failed.get(1)];
  if (seen) return toSeen(seen, delivery, now);
  const taskId = live && parseItem(ownerSchema, live).taskId;
  if (taskId) return { type: 'live-task', taskId };
  if (claim && outcome.failed.has(CLAIM)) return { type: 'group-changed' };
  throw new ConflictError(`A task with the id ${task.id} exists already.`, { code: 'TASK_EXISTS' });
}

function toDeliveryItem(delivery: DeliveryRef, taskId: string, now: Date): Item {
  const { hash, seconds } = delivery;
  const expiresAt = seconds === undefined ? expiryOf('delivery', now) : Math.floor(now.getTime() / 1_000) + seconds;
  return { ...deliveryKey(delivery), taskId, hash, expiresAt };
}

function toSeen(item: Item, { hash }: DeliveryRef, now: Date): SeenDelivery | Forgotten {
  const seen = parseItem(seenSchema, item);
  if (seen.expiresAt * 1_000 <= now.getTime()) return { type: 'forgotten', item };
  return seen.hash === hash ? { type: 'duplicate-delivery', taskId: seen.taskId } : { type: 'reused-delivery' };
}

/** Whoever was first to use the id again has renewed it. */
function remembered(result: CreateTaskResult | Forgotten): CreateTaskResult {
  if (result.type !== 'forgotten') return result;
  throw new ConflictError('Others kept using this delivery id.', { code: 'WRITE_CONFLICT' });
}
