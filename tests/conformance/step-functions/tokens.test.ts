import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, type Behaviour, machineOf, openBench, tokenOf, waitForToken } from './engine-bench.ts';

const WAITS = machineOf({ A: waitForToken('ask', { TimeoutSeconds: 100, HeartbeatSeconds: 10, End: true }) });
const OVER = { name: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" };

let bench: Bench;
afterEach(() => bench.close());

async function waiting(behaviour: Behaviour = () => 'sent', definition = WAITS): Promise<string> {
  bench = await openBench({ lambdas: { ask: behaviour } });
  const arn = await bench.start(definition);
  await bench.settle();
  return arn;
}

const succeed = (taskToken: string, output = '{"ok":true}') =>
  bench.client.send(new SendTaskSuccessCommand({ taskToken, output }));
const beat = (taskToken: string) => bench.client.send(new SendTaskHeartbeatCommand({ taskToken }));

describe('task tokens', () => {
  test('success gives the output of the Task', async () => {
    const arn = await waiting();
    await succeed(tokenOf(bench));
    expect(await bench.finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"ok":true}' });
    const types = (await bench.history(arn)).map(({ type }) => type);
    expect(types.slice(1, -1)).toEqual([
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
    ]);
  });

  test('failure gives its error and cause', async () => {
    const arn = await waiting();
    await bench.client.send(
      new SendTaskFailureCommand({ taskToken: tokenOf(bench), error: 'LimitError', cause: '{"code":"X"}' }),
    );
    expect(await bench.finish(arn)).toMatchObject({ status: 'FAILED', error: 'LimitError', cause: '{"code":"X"}' });
  });

  test('a token answered twice, even at once, counts once', async () => {
    const arn = await waiting();
    const token = tokenOf(bench);
    const answers = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => succeed(token, String(n))));
    const won = answers.findIndex(({ status }) => status === 'fulfilled');
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await bench.finish(arn)).toMatchObject({ output: String(won) });
    await expect(succeed(token)).rejects.toMatchObject(OVER);
    await expect(beat(token)).rejects.toMatchObject(OVER);
  });

  test('an answer that comes before the Lambda returns counts', async () => {
    const arn = await waiting(async () => {
      await succeed(tokenOf(bench));
      return 'sent';
    });
    expect(await bench.finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"ok":true}' });
  });

  test('heartbeats keep it alive, but not beyond its time limit, and leave no trace in the history', async () => {
    const arn = await waiting();
    for (let second = 0; second < 90; second += 9) {
      bench.time.pass(9_000);
      await beat(tokenOf(bench));
    }
    expect(await bench.describe(arn)).toMatchObject({ status: 'RUNNING' });
    expect(await bench.history(arn)).toHaveLength(5);
    bench.time.pass(9_999);
    await beat(tokenOf(bench));
    expect(await bench.finish(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(bench.time.now().toISOString()).toBe('2026-11-02T09:01:40.000Z');
  });

  test('a heartbeat that comes too late finds it over', async () => {
    const arn = await waiting();
    bench.time.pass(10_000);
    await expect(beat(tokenOf(bench))).rejects.toMatchObject(OVER);
    await expect(succeed(tokenOf(bench))).rejects.toMatchObject(OVER);
    expect(await bench.finish(arn)).toMatchObject({ error: 'States.HeartbeatTimeout' });
  });

  test('a deadline counts from when it passes, not from when somebody notices', async () => {
    const arn = await waiting();
    bench.time.slip(10_000);
    await expect(beat(tokenOf(bench))).rejects.toMatchObject(OVER);
    await expect(succeed(tokenOf(bench))).rejects.toMatchObject(OVER);
    expect(await bench.finish(arn)).toMatchObject({ error: 'States.HeartbeatTimeout' });
  });

  test('the token of a stopped execution is over', async () => {
    const arn = await waiting();
    await bench.client.send(new StopExecutionCommand({ executionArn: arn }));
    await expect(succeed(tokenOf(bench))).rejects.toMatchObject(OVER);
  });

  test('the token of an attempt that was retried is over', async () => {
    const retry = [{ ErrorEquals: ['States.HeartbeatTimeout'], IntervalSeconds: 1 }];
    const arn = await waiting(
      () => 'sent',
      machineOf({ A: waitForToken('ask', { HeartbeatSeconds: 10, Retry: retry, End: true }) }),
    );
    bench.time.pass(10_000);
    await bench.settle();
    bench.time.pass(1_000);
    await bench.settle();
    expect(tokenOf(bench, 0)).not.toBe(tokenOf(bench, 1));
    await expect(succeed(tokenOf(bench, 0))).rejects.toMatchObject(OVER);
    await succeed(tokenOf(bench, 1));
    expect(await bench.finish(arn)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('what is no token, or one of another engine, is told apart', async () => {
    await waiting();
    const token = tokenOf(bench);
    await expect(succeed('nonsense')).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(succeed('x'.repeat(3_000))).rejects.toMatchObject({ name: 'ValidationException' });
    const forged = Buffer.from(token, 'base64url')
      .toString()
      .replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    await expect(succeed(Buffer.from(forged).toString('base64url'))).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
  });

  test('an output that is not JSON or over 256 KiB is refused, and the Task still waits', async () => {
    const arn = await waiting();
    await expect(succeed(tokenOf(bench), '{')).rejects.toMatchObject({ name: 'InvalidOutput' });
    await expect(succeed(tokenOf(bench), JSON.stringify('x'.repeat(262_144)))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await succeed(tokenOf(bench));
    expect(await bench.finish(arn)).toMatchObject({ status: 'SUCCEEDED' });
  });
});
