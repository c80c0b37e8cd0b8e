import type { AttributeValue } from 'aws-lambda';
import { z } from 'zod';

/** The image of an event item as DynamoDB's JSON has it; other attributes are carried along unread. */
export interface EventImage {
  readonly taskKey: string;
  readonly id: string;
  readonly image: Readonly<Record<string, AttributeValue>>;
}

const WRITES = new Set(['DynamoDB_20120810.PutItem', 'DynamoDB_20120810.TransactWriteItems', 'DynamoDB_20120810.BatchWriteItem']);
const MARK = Buffer.from('EVENT#');

const attributeSchema: z.ZodType<AttributeValue> = z.lazy(() =>
  z.union([
    z.strictObject({ S: z.string() }),
    z.strictObject({ N: z.string() }),
    z.strictObject({ BOOL: z.boolean() }),
    z.strictObject({ NULL: z.boolean() }),
    z.strictObject({ M: z.record(z.string(), attributeSchema) }),
    z.strictObject({ L: z.array(attributeSchema) }),
    z.strictObject({ SS: z.array(z.string()) }),
    z.strictObject({ NS: z.array(z.string()) }),
    z.strictObject({ B: z.string() }),
    z.strictObject({ BS: z.array(z.string()) }),
  ]),
);
const imageSchema = z.record(z.string(), attributeSchema);
const putSchema = z.object({ Item: z.record(z.string(), z.unknown()) });
const writeSchema = z.union([
  putSchema.transform((put) => [put]),
  z
    .object({ TransactItems: z.array(z.object({ Put: putSchema.optional() })) })
    .transform(({ TransactItems }) => TransactItems.flatMap(({ Put }) => (Put ? [Put] : []))),
  z
    .object({ RequestItems: z.record(z.string(), z.array(z.object({ PutRequest: putSchema.optional() }))) })
    .transform(({ RequestItems }) =>
      Object.values(RequestItems).flatMap((requests) => requests.flatMap(({ PutRequest }) => (PutRequest ? [PutRequest] : []))),
    ),
]);
const unprocessedSchema = z.object({
  UnprocessedItems: z.record(z.string(), z.array(z.object({ PutRequest: putSchema.optional() }))).optional(),
});

/** True when this request may write an event; only then is it worth parsing. */
export function mayWriteEvents(target: string | undefined, body: Buffer): boolean {
  return target !== undefined && WRITES.has(target) && body.includes(MARK);
}

/** The events that a successful write request wrote, in its order. */
export function readWrittenEvents(request: Buffer, response: Buffer): EventImage[] {
  const writes = writeSchema.safeParse(parseJson(request));
  const left = unprocessedSchema.safeParse(parseJson(response)).data?.UnprocessedItems ?? {};
  const unprocessed = new Set(
    Object.values(left).flatMap((requests) => requests.map(({ PutRequest }) => toEventImage(PutRequest?.Item)?.id)),
  );
  return (writes.data ?? [])
    .map(({ Item }) => toEventImage(Item))
    .filter((event) => event !== undefined)
    .filter(({ id }) => !unprocessed.has(id));
}

/** Reads an item as an event's image; `undefined` when it is another item. */
export function toEventImage(item: unknown): EventImage | undefined {
  const image = imageSchema.safeParse(item).data;
  const id = image?.['sk']?.S?.startsWith('EVENT#') ? image['sk'].S.slice('EVENT#'.length) : undefined;
  const taskKey = image?.['pk']?.S;
  return image && id !== undefined && taskKey !== undefined ? { taskKey, id, image } : undefined;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
