import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';

const attributeSchema = z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null);

/** A record of the table's stream; only new items are of interest, and their image is read by the store's own reader. */
const recordSchema = z.object({
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.object({ SequenceNumber: z.string(), NewImage: z.record(z.string(), attributeSchema).optional() }),
});
export type StreamRecord = z.infer<typeof recordSchema>;

export const streamEventSchema = z.object({ Records: z.array(recordSchema) });
export type StreamEvent = z.infer<typeof streamEventSchema>;
