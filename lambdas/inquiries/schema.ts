import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';

const attributeSchema = z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null);

/** New questions, from the table's stream. */
export const inquiryEventSchema = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({ SequenceNumber: z.string(), NewImage: z.record(z.string(), attributeSchema).optional() }),
    }),
  ),
});
