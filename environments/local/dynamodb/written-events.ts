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

// DynamoDB took the item, so its attributes are well-formed: only that they are attributes is looked at.
const attributeSchema = z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null);
const imageSchema = z.record(z.string(), attributeSchema);
const keySchema = z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string().startsWith('EVENT#') }) });
const putSchema = z.object({ Item: z.unknown() });
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
  const key = keySchema.safeParse(item).data;
  const image = key && imageSchema.safeParse(item).data;
  return image && { taskKey: key.pk.S, id: key.sk.S.slice('EVENT#'.length), image };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
