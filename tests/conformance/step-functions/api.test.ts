import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, machineOf, openBench, ROLE } from './engine-bench.ts';

const WAITS = machineOf({ A: { Type: 'Wait', Seconds: 100, End: true } });
const PASSES = machineOf({ A: { Type: 'Pass', End: true } });
const ARN = 'arn:aws:states:us-east-1:000000000000';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

async function create(name: string, definition: object): Promise<string> {
  const made = await bench.client.send(
    new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn: ROLE }),
  );
  return made.stateMachineArn ?? '';
}

async function start(stateMachineArn: string, name: string, input = '{}'): Promise<string> {
  const started = await bench.client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  return started.executionArn ?? '';
}

describe('state machines', () => {
  test('creating the same again is harmless, another definition under the name is not', async () => {
    const arn = await create('m', PASSES);
    expect(arn).toBe(`${ARN}:stateMachine:m`);
    expect(await create('m', PASSES)).toBe(arn);
    await expect(create('m', WAITS)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
  });

  test('an update counts for executions started after it, and a running one keeps its definition', async () => {
    const arn = await create('m', WAITS);
    const before = await start(arn, 'before', '{"n":1}');
    await bench.settle();
    await bench.client.send(
      new UpdateStateMachineCommand({
        stateMachineArn: arn,
        definition: JSON.stringify(machineOf({ B: { Type: 'Succeed', Output: 'new' } })),
      }),
    );
    const after = await start(arn, 'after');
    expect((await bench.finish(after)).output).toBe('"new"');
    expect((await bench.finish(before)).output).toBe('{"n":1}');
    const described = await bench.client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
    expect(described).toMatchObject({ name: 'm', status: 'ACTIVE', type: 'STANDARD', roleArn: ROLE });
    expect(described.definition).toContain('Succeed');
  });

  test('lists come in pages', async () => {
    for (const name of ['a', 'b', 'c']) await create(name, PASSES);
    const first = await bench.client.send(new ListStateMachinesCommand({ maxResults: 2 }));
    const second = await bench.client.send(new ListStateMachinesCommand({ maxResults: 2, nextToken: first.nextToken }));
    expect([...(first.stateMachines ?? []), ...(second.stateMachines ?? [])].map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(second.nextToken).toBeUndefined();
  });

  test.each([
    ['EXPRESS', { type: 'EXPRESS' as const }, 'StateMachineTypeNotSupported'],
    ['publishing a version', { publish: true }, 'ValidationException'],
    ['a bad name', { name: 'no spaces' }, 'InvalidName'],
    ['a name over 80 characters', { name: 'x'.repeat(81) }, 'InvalidName'],
  ])('%s is refused', async (_rule, more, name) => {
    const input = { name: 'm', definition: JSON.stringify(PASSES), roleArn: ROLE, ...more };
    await expect(bench.client.send(new CreateStateMachineCommand(input))).rejects.toMatchObject({ name });
  });
});

describe('executions', () => {
  test('the same name and input while it runs is the same execution', async () => {
    const arn = await create('m', WAITS);
    const first = await bench.client.send(new StartExecutionCommand({ stateMachineArn: arn, name: 'e', input: '{"n":1}' }));
    bench.time.pass(5_000);
    const again = await bench.client.send(new StartExecutionCommand({ stateMachineArn: arn, name: 'e', input: '{"n":1}' }));
    expect(again.executionArn).toBe(first.executionArn);
    expect(again.startDate).toEqual(first.startDate);
    await expect(start(arn, 'e', '{"n":2}')).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${ARN}:execution:m:e'`,
    });
  });

  test('a name whose execution has ended is taken', async () => {
    const arn = await create('m', PASSES);
    await bench.finish(await start(arn, 'e'));
    await expect(start(arn, 'e')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test('twins that start at once are one execution', async () => {
    const arn = await create('m', WAITS);
    const started = await Promise.all(Array.from({ length: 20 }, () => start(arn, 'e', '{"n":1}')));
    expect(new Set(started).size).toBe(1);
    const listed = await bench.client.send(new ListExecutionsCommand({ stateMachineArn: arn }));
    expect(listed.executions).toHaveLength(1);
  });

  test('a stopped execution keeps error and cause, and stopping it again changes nothing', async () => {
    const arn = await start(await create('m', WAITS), 'e');
    await bench.settle();
    const first = await bench.client.send(new StopExecutionCommand({ executionArn: arn, error: 'Cancelled', cause: 'by Bob' }));
    bench.time.pass(1_000);
    const second = await bench.client.send(new StopExecutionCommand({ executionArn: arn, error: 'Other' }));
    expect(second.stopDate).toEqual(first.stopDate);
    expect(await bench.describe(arn)).toMatchObject({ status: 'ABORTED', error: 'Cancelled', cause: 'by Bob' });
    expect((await bench.history(arn)).at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'Cancelled', cause: 'by Bob' },
    });
    expect(await bench.finish(arn)).toMatchObject({ status: 'ABORTED' });
  });

  test('lists are newest first, filtered by status, in pages', async () => {
    const arn = await create('m', WAITS);
    for (const name of ['a', 'b', 'c', 'd']) await start(arn, name);
    await bench.client.send(new StopExecutionCommand({ executionArn: `${ARN}:execution:m:b` }));
    const running: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await bench.client.send(
        new ListExecutionsCommand({ stateMachineArn: arn, statusFilter: 'RUNNING', maxResults: 2, nextToken }),
      );
      running.push(...(page.executions ?? []).map(({ name }) => name));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(running).toEqual(['d', 'c', 'a']);
  });

  test('the history comes in pages, forwards or backwards, with or without data', async () => {
    const arn = await start(await create('m', PASSES), 'e', '{"secret":1}');
    await bench.finish(arn);
    const read = async (reverseOrder: boolean): Promise<(number | undefined)[]> => {
      const ids: (number | undefined)[] = [];
      let nextToken: string | undefined;
      do {
        const page = await bench.client.send(
          new GetExecutionHistoryCommand({ executionArn: arn, maxResults: 3, reverseOrder, nextToken }),
        );
        ids.push(...(page.events ?? []).map(({ id }) => id));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return ids;
    };
    expect(await read(false)).toEqual([1, 2, 3, 4]);
    expect(await read(true)).toEqual([4, 3, 2, 1]);
    const bare = await bench.client.send(new GetExecutionHistoryCommand({ executionArn: arn, includeExecutionData: false }));
    expect(JSON.stringify(bare.events)).not.toContain('secret');
    expect(bare.events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'A' });
  });

  test.each([
    [
      'an unknown state machine',
      () => bench.client.send(new StartExecutionCommand({ stateMachineArn: `${ARN}:stateMachine:none` })),
      'StateMachineDoesNotExist',
    ],
    [
      'an unknown execution',
      () => bench.client.send(new DescribeExecutionCommand({ executionArn: `${ARN}:execution:m:none` })),
      'ExecutionDoesNotExist',
    ],
    [
      'something that is no ARN',
      () => bench.client.send(new DescribeExecutionCommand({ executionArn: 'execution' })),
      'InvalidArn',
    ],
    [
      'an ARN of another kind',
      () => bench.client.send(new DescribeExecutionCommand({ executionArn: `${ARN}:stateMachine:m` })),
      'InvalidArn',
    ],
    [
      'a page token of somebody else',
      () => bench.client.send(new ListStateMachinesCommand({ nextToken: 'AAAA' })),
      'InvalidToken',
    ],
  ])('%s is answered with the error of AWS', async (_rule, send, name) => {
    await expect(send()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  test.each([
    ['is not JSON', '{', 'InvalidExecutionInput'],
    ['is over 256 KiB', JSON.stringify('x'.repeat(262_144)), 'ValidationException'],
    ['is over 256 KiB in bytes, though not in characters', JSON.stringify('é'.repeat(140_000)), 'ValidationException'],
  ])('an input that %s is refused', async (_rule, input, name) => {
    await expect(start(await create('m', PASSES), 'e', input)).rejects.toMatchObject({ name });
  });

  test('an endless loop ends at 25,000 events, and others go on meanwhile', async () => {
    const loop = await bench.start(
      machineOf({
        A: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'A' }], Default: 'B' },
        B: { Type: 'Succeed' },
      }),
    );
    const other = await bench.start(PASSES);
    expect(await bench.finish(other)).toMatchObject({ status: 'SUCCEEDED' });
    const ended = await bench.finish(loop);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime', redriveStatus: 'NOT_REDRIVABLE' });
    expect(ended.cause).toContain('maximum number of history events (25000)');
    expect(await bench.history(loop)).toHaveLength(25_000);
  });

  test('every end is told as EventBridge tells it', async () => {
    const arn = await bench.start(PASSES, { n: 1 }, 'e');
    await bench.finish(arn);
    expect(bench.ended).toEqual([
      {
        version: '0',
        id: expect.any(String),
        'detail-type': 'Step Functions Execution Status Change',
        source: 'aws.states',
        account: '000000000000',
        time: '2026-11-02T09:00:00.000Z',
        region: 'us-east-1',
        resources: [arn],
        detail: expect.objectContaining({
          executionArn: arn,
          name: 'e',
          status: 'SUCCEEDED',
          input: '{"n":1}',
          output: '{"n":1}',
          error: null,
        }),
      },
    ]);
  });
});

const post = (target: string, body: string): Promise<Response> =>
  fetch(`${bench.url}/`, {
    method: 'POST',
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' },
    body,
  });

describe('the protocol', () => {
  test('an operation that is not implemented is UnknownOperationException', async () => {
    await expect(bench.client.send(new CreateActivityCommand({ name: 'a' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    expect((await post('AWSStepFunctions.toString', '{}')).status).toBe(400);
    expect((await post('Other.StartExecution', '{}')).status).toBe(400);
    expect((await fetch(`${bench.url}/elsewhere`)).status).toBe(404);
  });

  test('a body that is not JSON, of the wrong form or too large is refused', async () => {
    const bad = await post('AWSStepFunctions.StartExecution', '{"stateMachineArn"');
    expect([bad.status, await bad.json()]).toEqual([400, expect.objectContaining({ __type: 'SerializationException' })]);
    const wrong = await post('AWSStepFunctions.StartExecution', '{"name":5}');
    expect(await wrong.json()).toEqual({
      __type: 'ValidationException',
      message: expect.stringContaining("Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null"),
    });
    const none = await post('AWSStepFunctions.StartExecution', 'null');
    expect(none.status).toBe(400);
    const large = await post('AWSStepFunctions.StartExecution', 'x'.repeat(5_000_000));
    expect(large.status).toBe(413);
  });
});
