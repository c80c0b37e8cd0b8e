import { expect, test } from 'vitest';
import { toCreateTable } from '#adapters/dynamodb/table.ts';
import { dev } from '#environments/dev.ts';
import { ofType, planOf } from './plan.ts';

test('the table that is deployed has the keys and indexes that the store creates locally', () => {
  const [table] = ofType(planOf(dev), 'aws_dynamodb_table');
  const local = toCreateTable('stepwright-dev-tasks');
  expect(table?.attributes).toMatchObject({
    name: local.TableName,
    billing_mode: local.BillingMode,
    hash_key: local.KeySchema?.[0]?.AttributeName,
    range_key: local.KeySchema?.[1]?.AttributeName,
    attribute: local.AttributeDefinitions?.map(({ AttributeName: name, AttributeType: type }) => ({ name, type })),
    global_secondary_index: local.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
      name: IndexName,
      hash_key: KeySchema?.[0]?.AttributeName,
      range_key: KeySchema?.[1]?.AttributeName,
      projection_type: Projection?.ProjectionType,
    })),
    ttl: { attribute_name: 'expiresAt', enabled: true },
    stream_enabled: true,
    stream_view_type: 'NEW_IMAGE',
  });
});

test('archives that were replaced and traces that are old are forgotten', () => {
  const rules = ofType(planOf(dev), 'aws_s3_bucket_lifecycle_configuration').map(({ id, attributes }) => [
    id.split('_')[0],
    attributes['rule'],
  ]);
  expect(Object.fromEntries(rules)).toEqual({
    artifacts: [expect.not.objectContaining({ expiration: expect.anything() })],
    traces: [expect.objectContaining({ expiration: [{ days: 90 }], noncurrent_version_expiration: [{ noncurrent_days: 7 }] })],
  });
});
