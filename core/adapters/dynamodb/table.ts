import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** The table as data: what creates it (locally and in the cloud) and what reads it agree on these names. */
export const TABLE_SCHEMA = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds; DynamoDB deletes the item some time after it. */
  ttlAttribute: 'expiresAt',
  /** All keys are strings; every index is sorted by time and holds keys only, so that a write that moves nothing is one write. */
  projection: 'KEYS_ONLY',
  indexes: [
    { name: 'by-status', partitionKey: 'statusKey', sortKey: 'timeKey' },
    { name: 'by-requester', partitionKey: 'requesterKey', sortKey: 'timeKey' },
    { name: 'by-pull-request', partitionKey: 'pullRequestKey', sortKey: 'timeKey' },
  ],
} as const;

export type IndexName = (typeof TABLE_SCHEMA.indexes)[number]['name'];

function keySchema(hash: string, range: string): CreateTableCommandInput['KeySchema'] {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}

/** The request that creates the table with its indexes, billed on demand. */
export function toCreateTable(name: string): CreateTableCommandInput {
  const { partitionKey, sortKey, indexes } = TABLE_SCHEMA;
  const attributes = new Set([partitionKey, sortKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])]);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(partitionKey, sortKey),
    AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: keySchema(index.partitionKey, index.sortKey),
      Projection: { ProjectionType: TABLE_SCHEMA.projection },
    })),
  };
}
