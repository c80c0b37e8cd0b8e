import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { type Inquiry, inquirySchema } from '#domain/inquiry.ts';
import type { Clock } from '#ports/clock.ts';
import type { InquiryStore } from '#ports/inquiry-store.ts';
import { expiryOf } from './expiry.ts';
import { answerKey, deliveryKey, inquiryKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { openTaskTable } from './task-table.ts';

const itemSchema = z.object({ inquiry: inquirySchema });

export interface InquiryStoreInput {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
}

/** Questions in the task table; the table's stream hands a new one to whoever answers it. */
export function openInquiryStore({ client, table: name, clock }: InquiryStoreInput): InquiryStore {
  const table = openTaskTable(client, name);
  return {
    recordInquiry: async (inquiry) => {
      const expiresAt = expiryOf('delivery', clock.now());
      const seen = { ...deliveryKey({ channel: 'slack', id: inquiry.id }), expiresAt };
      const { type } = await table.transact([
        { put: seen, when: { exists: false } },
        { put: { ...inquiryKey(inquiry.id, clock.newId()), inquiry, expiresAt } },
      ]);
      return type === 'written';
    },
    readInquiry: async (id) => {
      const items = await table.query({ partition: answerKey(id).pk });
      const asked = items.find(({ sk }) => sk !== answerKey(id).sk);
      return asked && { inquiry: parseItem(itemSchema, asked).inquiry, answered: items.length > 1 };
    },
    markAnswered: (id) => table.put({ ...answerKey(id), expiresAt: expiryOf('delivery', clock.now()) }),
  };
}

/** Reads the new image of a stream record; `undefined` when it is not a question's. */
export function toStreamedInquiry(image: Record<string, AttributeValue>): Inquiry | undefined {
  if (!image['pk']?.S?.startsWith('INQUIRY#') || !image['sk']?.S?.startsWith('EVENT#')) return undefined;
  return parseItem(itemSchema, unmarshall(image)).inquiry;
}
