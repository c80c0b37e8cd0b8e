import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { type KeptDelivery, keptDeliverySchema } from '#domain/kept-delivery.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { expiryOf } from './expiry.ts';
import { INBOX, inboxKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import type { StoreContext } from './task-table.ts';

const itemSchema = z.object({ kept: keptDeliverySchema });

/** Deliveries whose work is done by whoever reads the table's stream. */
export function openKeptDeliveries({ table, clock }: StoreContext): Pick<TaskStore, 'keepDelivery'> {
  return {
    keepDelivery: async (kept) => {
      const expiresAt = expiryOf('delivery', clock.now());
      const outcome = await table.transact([
        { put: { ...inboxKey(kept.delivery, 'SEEN'), expiresAt }, when: { exists: false } },
        { put: { ...inboxKey(kept.delivery, `EVENT#${clock.newId()}`), kept, expiresAt } },
      ]);
      return outcome.type === 'written';
    },
  };
}

/** Reads the new image of a stream record; `undefined` when it is no kept delivery's. */
export function toKeptDelivery(image: Record<string, AttributeValue>): KeptDelivery | undefined {
  if (!image['pk']?.S?.startsWith(INBOX) || !image['sk']?.S?.startsWith('EVENT#')) return undefined;
  return parseItem(itemSchema, unmarshall(image)).kept;
}
