import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { dev } from '#environments/dev.ts';
import { readEnvironment } from '#environments/read-environment.ts';
import { replayLetters } from '#stacks/replay/replay-letters.ts';

const environment = readEnvironment(dev);

/** A batch that notify could not handle, as AWS's guide shows such a record. */
const BATCH = {
  requestContext: {
    requestId: '316aa6d0',
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:stepwright-dev-notify:$LATEST',
    condition: 'RetryAttemptsExhausted',
    approximateInvokeCount: 11,
  },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  version: '1.0',
  timestamp: '2026-11-14T00:13:49.717Z',
  DDBStreamBatchInfo: {
    shardId: 'shardId-00000001573689847184-864758bb',
    startSequenceNumber: '800000000003126276362',
    endSequenceNumber: '800000000003126276362',
    batchSize: 1,
    streamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/stepwright-dev-tasks/stream/2026-11-01',
  },
};
const ENDED = { source: 'aws.states', detail: { executionArn: 'arn', status: 'TIMED_OUT' } };

const valueOf = (args: readonly string[], name: string): string => args[args.indexOf(name) + 1] ?? '';

/** An AWS with a queue of these letters, and what it is asked for beside them. */
function anAws(...bodies: unknown[]) {
  const queue = new Map(bodies.map((body, n) => [`m${n}`, typeof body === 'string' ? body : JSON.stringify(body)]));
  const invoked: { lambda: string; event: unknown }[] = [];
  const state = { queue, invoked, answer: '{"batchItemFailures":[]}', fault: '', isTrimmed: false };
  const handlers: Record<string, (args: readonly string[]) => unknown> = {
    'get-queue-url': () => ({ QueueUrl: 'https://queue' }),
    'receive-message': () => ({ Messages: [...queue].map(([id, Body]) => ({ MessageId: id, ReceiptHandle: id, Body })) }),
    'delete-message': (args) => void queue.delete(valueOf(args, '--receipt-handle')),
    'get-shard-iterator': () => {
      if (state.isTrimmed) throw new Error('TrimmedDataAccessException');
      return { ShardIterator: 'it' };
    },
    'get-records': () => ({ Records: [{ eventName: 'INSERT' }], NextShardIterator: 'it2' }),
    invoke: (args) => {
      const event: unknown = JSON.parse(readFileSync(valueOf(args, '--payload').replace('file://', ''), 'utf8'));
      invoked.push({ lambda: valueOf(args, '--function-name'), event });
      writeFileSync(args.at(-1) ?? '', state.answer);
      return { StatusCode: 200, ...(state.fault ? { FunctionError: state.fault } : {}) };
    },
  };
  const run = (look = false) => replayLetters(environment, look, (args) => handlers[args[1] ?? '']?.(args));
  return { ...state, state, run };
}

describe('a dead letter', () => {
  let aws: ReturnType<typeof anAws>;
  beforeEach(() => {
    aws = anAws(BATCH);
  });

  test('of the table’s stream is read again, handled, and taken away', () => {
    expect(aws.run()).toEqual(['m0 is read again from 800000000003126276362 for stepwright-dev-notify: done']);
    expect(aws.invoked).toMatchObject([{ lambda: 'stepwright-dev-notify', event: { Records: [{ eventName: 'INSERT' }] } }]);
    expect(aws.queue.size).toBe(0);
  });

  test('of the bus goes to its Lambda as it is', () => {
    aws = anAws(ENDED);
    aws.run();
    expect(aws.invoked).toEqual([{ lambda: 'stepwright-dev-sweeps-execution-ended', event: ENDED }]);
  });

  test.each([
    ['a sweep’s', { source: 'aws.scheduler' }],
    ['that of backlogs', { action: 'work-off' }],
    ['an alarm’s', { Records: [{ EventSource: 'aws:sns', Sns: {} }] }],
    ['a rotation’s', { Step: 'setSecret', SecretId: 'arn', ClientRequestToken: 't' }],
  ])('that others do again is taken away and nothing is done: %s', (_, body) => {
    aws = anAws(body);
    expect(aws.run()).toEqual([expect.stringMatching(/^m0 is dropped, .*: done$/)]);
    expect([aws.invoked.length, aws.queue.size]).toEqual([0, 0]);
  });

  test.each([
    ['is of no form that is known', { what: 'else' }],
    ['is no JSON', 'x'],
  ])('that %s stays for a person', (_, body) => {
    aws = anAws(body);
    expect(aws.run()).toEqual([expect.stringContaining('is kept')]);
    expect(aws.queue.size).toBe(1);
  });

  test.each([
    ['its Lambda fails again', { fault: 'Unhandled' }],
    ['its Lambda could not handle all of it', { answer: '{"batchItemFailures":[{"itemIdentifier":"1"}]}' }],
    ['the stream has forgotten it', { isTrimmed: true }],
  ])('stays when %s, and the line says why', (_, fault) => {
    Object.assign(aws.state, fault);
    expect(aws.run()).toEqual([expect.stringMatching(/: kept, because (stepwright-dev-notify could not|TrimmedData)/)]);
    expect(aws.queue.size).toBe(1);
  });

  test('is only shown to whoever only looks', () => {
    expect(aws.run(true)).toEqual(['m0 is read again from 800000000003126276362 for stepwright-dev-notify']);
    expect([aws.invoked.length, aws.queue.size]).toEqual([0, 1]);
  });
});
