import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, type Behaviour, invoke, machineOf, NamedError, openBench, tokenOf, waitForToken } from './engine-bench.ts';

let bench: Bench;
afterEach(() => bench.close());

const failsFirst: Behaviour = (payload, attempt) => {
  if (attempt === 1) throw new NamedError('Boom');
  return payload;
};
const redrive = (executionArn: string, clientToken?: string) =>
  bench.client.send(new RedriveExecutionCommand({ executionArn, ...(clientToken === undefined ? {} : { clientToken }) }));
const bare = { Output: '{% $states.result.Payload %}', End: true };
const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

describe('RedriveExecution', () => {
  test('goes on at the failed state, with the variables it had', async () => {
    bench = await openBench({ lambdas: { once: () => 1, f: failsFirst } });
    const arn = await bench.start(
      machineOf({
        A: invoke('once', {}, { Assign: { x: 7 }, Next: 'B' }),
        B: invoke('f', '{% $x %}', bare),
      }),
    );
    expect(await bench.finish(arn)).toMatchObject({ status: 'FAILED', error: 'Boom', redriveStatus: 'REDRIVABLE' });
    await redrive(arn);
    expect(await bench.finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '7', redriveCount: 1 });
    expect(bench.calls.map(({ name }) => name)).toEqual(['once', 'f', 'f']);
    const types = (await bench.history(arn)).map(({ type }) => type);
    expect(types.slice(types.indexOf('ExecutionFailed'))).toEqual([
      'ExecutionFailed',
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(bench.ended.map(({ detail }) => detail.status)).toEqual(['FAILED', 'SUCCEEDED']);
  });

  test('counts retries and the time limit of the machine anew', async () => {
    bench = await openBench({ lambdas: { f: (payload, attempt) => (attempt <= 2 ? failsFirst(payload, 1) : payload) } });
    const definition = machineOf(
      {
        W: { Type: 'Wait', Seconds: 8, Next: 'B' },
        B: invoke('f', 1, { ...bare, Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1, IntervalSeconds: 1 }] }),
      },
      { TimeoutSeconds: 10 },
    );
    const arn = await bench.start(definition);
    expect(await bench.finish(arn)).toMatchObject({ status: 'FAILED', error: 'Boom' });
    bench.time.pass(60_000);
    await redrive(arn);
    expect(await bench.finish(arn)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('counts the retries of a Parallel anew', async () => {
    bench = await openBench({ lambdas: { f: (payload, attempt) => (attempt <= 3 ? failsFirst(payload, 1) : payload) } });
    const retry = [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }];
    const arn = await bench.start(
      machineOf({ P: { Type: 'Parallel', Branches: [branch('A', invoke('f', 1, bare))], Retry: retry, End: true } }),
    );
    expect(await bench.finish(arn)).toMatchObject({ status: 'FAILED' });
    await redrive(arn);
    expect(await bench.finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1]' });
  });

  test('runs only what failed or was aborted of a Parallel', async () => {
    bench = await openBench({ lambdas: { good: () => 'good', f: failsFirst } });
    const arn = await bench.start(
      machineOf({
        P: {
          Type: 'Parallel',
          Branches: [
            branch('A', invoke('good', 1, bare)),
            { StartAt: 'Before', States: { Before: { Type: 'Wait', Seconds: 1, Next: 'B' }, B: invoke('f', 2, bare) } },
            branch('C', { Type: 'Wait', Seconds: 5, End: true }),
          ],
          End: true,
        },
      }),
    );
    expect(await bench.finish(arn)).toMatchObject({ status: 'FAILED' });
    await redrive(arn);
    expect(JSON.parse((await bench.finish(arn)).output ?? '')).toEqual(['good', 2, {}]);
    expect(bench.calls.map(({ name }) => name)).toEqual(['good', 'f', 'f']);
  });

  test('goes on with the iterations of a Map that had not begun', async () => {
    bench = await openBench({ lambdas: { f: (payload, attempt) => failsFirst(payload, attempt === 2 ? 1 : 2) } });
    const processor = { StartAt: 'A', States: { A: invoke('f', '{% $states.input %}', bare) } };
    const arn = await bench.start(
      machineOf({ M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: processor, End: true } }),
      [1, 2, 3],
    );
    expect(await bench.finish(arn)).toMatchObject({ status: 'FAILED' });
    await redrive(arn);
    expect(await bench.finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3]' });
    expect(bench.calls.map(({ payload }) => payload)).toEqual([1, 2, 2, 3]);
  });

  test('gives an aborted token Task a new token', async () => {
    bench = await openBench();
    const arn = await bench.start(machineOf({ A: waitForToken('f') }));
    await bench.settle();
    await bench.client.send(new StopExecutionCommand({ executionArn: arn }));
    await redrive(arn);
    await bench.settle();
    await expect(bench.client.send(new SendTaskSuccessCommand({ taskToken: tokenOf(bench, 0), output: '1' }))).rejects.toThrow(
      'Task Timed Out',
    );
    await bench.client.send(new SendTaskSuccessCommand({ taskToken: tokenOf(bench, 1), output: '2' }));
    expect(await bench.finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '2' });
  });

  test('a repeated client token is the same redrive', async () => {
    bench = await openBench({ lambdas: { f: failsFirst } });
    const arn = await bench.start(machineOf({ A: invoke('f', 1, bare) }));
    await bench.finish(arn);
    const first = await redrive(arn, 'token');
    await bench.finish(arn);
    expect((await redrive(arn, 'token')).redriveDate).toEqual(first.redriveDate);
    expect((await bench.describe(arn)).redriveCount).toBe(1);
  });

  test.each([
    ['is running', { Type: 'Wait', Seconds: 9, End: true }, 0, 'Execution is RUNNING and cannot be redriven'],
    ['has succeeded', { Type: 'Pass', End: true }, 0, 'Execution is SUCCEEDED and cannot be redriven'],
    ['failed more than 14 days ago', { Type: 'Fail' }, 15 * 86_400_000, 'Execution redrivable period exceeded'],
  ])('is refused when the execution %s', async (_rule, state, later, reason) => {
    bench = await openBench();
    const arn = await bench.start(machineOf({ A: state }));
    await bench.settle();
    bench.time.pass(later);
    await expect(redrive(arn)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable', message: reason });
    const described = await bench.client.send(new DescribeExecutionCommand({ executionArn: arn }));
    expect(described).toMatchObject({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason });
  });
});
