import { describe, expect, test } from 'vitest';
import { mayWriteEvents, readWrittenEvents } from '#environments/local/dynamodb/written-events.ts';

const event = (id: string) => ({ pk: { S: 'TASK#t' }, sk: { S: `EVENT#${id}` }, fact: { M: { n: { N: '1' }, all: { L: [] } } } });
const meta = { pk: { S: 'TASK#t' }, sk: { S: 'META' }, note: { S: 'EVENT#no' } };
const toBuffer = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const idsOf = (request: unknown, response: unknown = {}): string[] =>
  readWrittenEvents(toBuffer(request), toBuffer(response)).map(({ id }) => id);

describe('written events', () => {
  test('a put of an event is one, a put of anything else is none', () => {
    expect(readWrittenEvents(toBuffer({ TableName: 't', Item: event('1') }), toBuffer({}))).toEqual([
      { id: '1', taskKey: 'TASK#t', image: event('1') },
    ]);
    expect(idsOf({ TableName: 't', Item: meta })).toEqual([]);
  });

  test('a transaction has those it puts, in its order', () => {
    const puts = [event('2'), meta, event('1')].map((Item) => ({ Put: { Item } }));
    const others = [{ Delete: { Key: { pk: { S: 'x' }, sk: { S: 'EVENT#3' } } } }, { Update: { Key: {} } }];
    expect(idsOf({ TransactItems: [...puts, ...others] })).toEqual(['2', '1']);
  });

  test('a batch has those it put, without those DynamoDB did not get to', () => {
    const requests = [event('1'), event('2')].map((Item) => ({ PutRequest: { Item } }));
    const batch = { RequestItems: { t: [...requests, { DeleteRequest: { Key: {} } }] } };
    expect(idsOf(batch)).toEqual(['1', '2']);
    expect(idsOf(batch, { UnprocessedItems: { t: [requests[0]] } })).toEqual(['2']);
  });

  test.each(['', 'not json', '[]', 'null', '{"Item":3}', '{"TransactItems":{}}'])('%j has none', (body) => {
    expect(readWrittenEvents(Buffer.from(body), toBuffer({}))).toEqual([]);
  });

  test('only writes that mention an event are looked at', () => {
    const body = toBuffer({ Item: event('1') });
    expect(mayWriteEvents('DynamoDB_20120810.PutItem', body)).toBe(true);
    expect(mayWriteEvents('DynamoDB_20120810.PutItem', Buffer.from('{}'))).toBe(false);
    expect(mayWriteEvents('DynamoDB_20120810.Query', body)).toBe(false);
    expect(mayWriteEvents(undefined, body)).toBe(false);
  });
});
