import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';

const attributeSchema = z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null);

/** New items from the table's stream; their image is read by the store's own reader. */
export const streamEventSchema = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ NewImage: z.record(z.string(), attributeSchema).optional() }) })),
});
