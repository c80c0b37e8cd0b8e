import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTaskTable, type TaskTable } from '#adapters/dynamodb/task-table.ts';

/** Answers in DynamoDB's protocol, one after another; the last one stays. */
let answers: { status: number; body: object }[] = [];
let asked = 0;
let server: Server;
let client: DynamoDBClient;
let table: TaskTable;

beforeEach(async () => {
  asked = 0;
  server = createServer((_request, response) => {
    const { status, body } = answers[Math.min(asked, answers.length - 1)] ?? { status: 200, body: {} };
    asked += 1;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const endpoint = `http://127.0.0.1:${address.port}`;
  client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  table = openTaskTable(client, 'tasks');
});
afterEach(async () => {
  client.destroy();
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
});

const refuse = (type: string, more: object = {}) => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: `${type}!`, ...more },
});
const cancel = (...reasons: object[]) => refuse('TransactionCanceledException', { CancellationReasons: reasons });
const KEY = { pk: 'p', sk: 's' };
const write = () => table.transact([{ put: KEY, when: { exists: false } }]);

describe('what DynamoDB answers', () => {
  test.each([
    ['ProvisionedThroughputExceededException', 'UpstreamError', 'STORE_UNAVAILABLE'],
    ['ThrottlingException', 'UpstreamError', 'STORE_UNAVAILABLE'],
    ['RequestLimitExceeded', 'UpstreamError', 'STORE_UNAVAILABLE'],
    ['InternalServerError', 'UpstreamError', 'STORE_UNAVAILABLE'],
    ['AccessDeniedException', 'UpstreamError', 'STORE_ACCESS_DENIED'],
    ['ResourceNotFoundException', 'InputError', 'TABLE_NOT_FOUND'],
    ['ValidationException', 'InputError', 'RECORD_INVALID'],
  ])('%s is an %s %s, whatever is called', async (type, name, code) => {
    answers = [refuse(type)];
    await expect(table.get(KEY)).rejects.toMatchObject({ name, code });
    await expect(table.query({ partition: 'p' })).rejects.toMatchObject({ name, code });
    await expect(table.put(KEY)).rejects.toMatchObject({ name, code });
    await expect(write()).rejects.toMatchObject({ name, code });
  });

  test('a server that is not there is an UpstreamError', async () => {
    const gone = new DynamoDBClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
    await expect(openTaskTable(gone, 'tasks').get(KEY)).rejects.toMatchObject({
      name: 'UpstreamError',
      code: 'STORE_UNAVAILABLE',
    });
  });

  test('a transaction that clashed with another is repeated until it is written', async () => {
    const clash = cancel({ Code: 'None' }, { Code: 'TransactionConflict' });
    answers = [clash, refuse('TransactionInProgressException'), clash, { status: 200, body: {} }];
    expect(await write()).toEqual({ type: 'written' });
    expect(asked).toBe(4);
  });

  test('a transaction that always clashes is a ConflictError after a bounded number of tries', async () => {
    answers = [cancel({ Code: 'TransactionConflict' })];
    await expect(write()).rejects.toMatchObject({ name: 'ConflictError', code: 'WRITE_CONFLICT' });
    expect(asked).toBeLessThanOrEqual(20);
  });

  test('failed conditions are told by place, with the item that failed them, even beside a clash', async () => {
    const item = { pk: { S: 'p' }, version: { N: '3' } };
    answers = [cancel({ Code: 'TransactionConflict' }, { Code: 'ConditionalCheckFailed', Item: item }, { Code: 'None' })];
    expect(await write()).toEqual({ type: 'refused', failed: new Map([[1, { pk: 'p', version: 3 }]]) });
  });

  test.each([
    ['ThrottlingError', 'UpstreamError'],
    ['ProvisionedThroughputExceeded', 'UpstreamError'],
    ['ValidationError', 'InputError'],
    ['ItemCollectionSizeLimitExceeded', 'InputError'],
  ])('a transaction cancelled for %s is an %s', async (Code, name) => {
    answers = [cancel({ Code: 'None' }, { Code, Message: 'why' })];
    await expect(write()).rejects.toMatchObject({ name });
  });

  test('a mistake of our own is not taken for one of DynamoDB', async () => {
    await expect(table.put({ pk: 'p', at: new Date() })).rejects.toThrow(/Unsupported type/);
  });
});
