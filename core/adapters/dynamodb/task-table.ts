import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Clock } from '#ports/clock.ts';
import { untilSettled } from './back-off.ts';
import type { Key } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { toOutcome, type WriteOutcome } from './outcome.ts';
import { toStoreError } from './store-error.ts';
import { type IndexName, TABLE_SCHEMA } from './table.ts';
import { type Item, toAttributes, toTransactItem, type Write } from './write.ts';

interface QueryInput {
  readonly partition: string;
  readonly index?: IndexName;
  /** Only sort keys that start so. */
  readonly prefix?: string;
  /** Only sort keys after this one in the direction of reading; with an index give the item's own key too. */
  readonly after?: Item | undefined;
  /** Only sort keys smaller than this. */
  readonly before?: string;
  readonly newestFirst?: boolean;
  /** As many as there are when absent. */
  readonly limit?: number;
  readonly attributes?: readonly string[];
}

/** The table with plain values; every failure is one of our errors. */
export interface TaskTable {
  /** Strongly consistent. */
  get(key: Key): Promise<Item | undefined>;
  /** Unconditional: only for items whose key nobody else can have. */
  put(item: Item): Promise<void>;
  /** Strongly consistent without an index; with one, rows that hold nothing but keys, for `getAll`. */
  query(input: QueryInput): Promise<Item[]>;
  /**
   * The items that these rows of an index stand for, as they are now and in this order; what is gone, or stands elsewhere in
   * the index by now, is left out.
   */
  getAll(rows: readonly Item[]): Promise<Item[]>;
  /** All or none; repeats by itself when DynamoDB reports a clash with another transaction. */
  transact(writes: readonly Write[]): Promise<WriteOutcome>;
}

/** What every part of the store works with. */
export interface StoreContext {
  readonly table: TaskTable;
  readonly clock: Clock;
}

/** Opens the table of this name through the SDK's client, whose own retries stay in force. */
export function openTaskTable(client: DynamoDBClient, name: string): TaskTable {
  const get = async (key: Key): Promise<Item | undefined> => {
    const command = new GetItemCommand({ TableName: name, Key: marshall({ pk: key.pk, sk: key.sk }), ConsistentRead: true });
    const { Item: item } = await guarded(() => client.send(command));
    return item && unmarshall(item);
  };
  return {
    get,
    put: async (item) => {
      await guarded(() => client.send(new PutItemCommand({ TableName: name, Item: toAttributes(item) })));
    },
    query: (input) => queryAll(client, name, input),
    getAll: async (rows) => {
      const items = await Promise.all(rows.map(async (row) => ({ row, item: await get(parseItem(keySchema, row)) })));
      return items.flatMap(({ row, item }) => (item && hasAll(item, row) ? [item] : []));
    },
    transact: (writes) => {
      const TransactItems = writes.map((write) => toTransactItem(name, write));
      return untilSettled(() => transactOnce(client, TransactItems));
    },
  };
}

const keySchema = z.object({ pk: z.string(), sk: z.string() });

function hasAll(item: Item, row: Item): boolean {
  return Object.entries(row).every(([name, value]) => item[name] === value);
}

async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toStoreError(error);
  }
}

async function transactOnce(
  client: DynamoDBClient,
  TransactItems: ReturnType<typeof toTransactItem>[],
): Promise<WriteOutcome | undefined> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return { type: 'written' };
  } catch (error) {
    if (error instanceof TransactionCanceledException) return toOutcome(error);
    if (error instanceof Error && error.name === 'TransactionInProgressException') return undefined;
    throw toStoreError(error);
  }
}

async function queryAll(client: DynamoDBClient, name: string, input: QueryInput): Promise<Item[]> {
  const items: Item[] = [];
  const request = toQuery(name, input);
  let start: Record<string, AttributeValue> | undefined = input.after && marshall(input.after);
  do {
    const remaining = input.limit === undefined ? {} : { Limit: input.limit - items.length };
    const command = new QueryCommand({ ...request, ...remaining, ...(start ? { ExclusiveStartKey: start } : {}) });
    const page = await guarded(() => client.send(command));
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    start = page.LastEvaluatedKey;
  } while (start && (input.limit === undefined || items.length < input.limit));
  return items;
}

function toQuery(name: string, input: QueryInput): QueryCommandInput {
  const { partitionKey, sortKey } = TABLE_SCHEMA.indexes.find((index) => index.name === input.index) ?? TABLE_SCHEMA;
  const range = [
    ...(input.prefix === undefined ? [] : ['begins_with(#sort, :prefix)']),
    ...(input.before === undefined ? [] : ['#sort < :before']),
  ];
  const attributes = Object.fromEntries((input.attributes ?? []).map((attribute, index) => [`#a${index}`, attribute]));
  return {
    TableName: name,
    ...(input.index ? { IndexName: input.index } : { ConsistentRead: true }),
    KeyConditionExpression: ['#partition = :partition', ...range].join(' AND '),
    ExpressionAttributeNames: { '#partition': partitionKey, ...(range.length > 0 ? { '#sort': sortKey } : {}), ...attributes },
    ExpressionAttributeValues: toAttributes({
      ':partition': input.partition,
      ':prefix': input.prefix,
      ':before': input.before,
    }),
    ScanIndexForward: !input.newestFirst,
    ...(input.attributes ? { ProjectionExpression: Object.keys(attributes).join(', ') } : {}),
  };
}
