import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SendTaskHeartbeatCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Bench,
  type BenchOptions,
  invoke,
  machineOf,
  NamedError,
  openBench,
  tokenOf,
  waitForToken,
} from './engine-bench.ts';
import { virtualTime } from './virtual-time.ts';

const START = Date.parse('2026-11-02T09:00:00.000Z');
const never = () => new Promise(() => undefined);
const fails = () => {
  throw new NamedError('Boom');
};
const echo = (payload: unknown): unknown => payload;
const branch = (name: string, next: object) => ({ StartAt: name, States: { [name]: next } });
const bare = { Output: '{% $states.result.Payload %}' };

let folder: string;
let open: Bench[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfn-'));
  open = [];
});
afterEach(async () => {
  for (const bench of open) await bench.close();
  rmSync(folder, { recursive: true });
});

/** An engine on the test's file whose clock begins so many seconds after the start. */
async function engineAt(seconds: number, options: BenchOptions = {}): Promise<Bench> {
  const bench = await openBench({ ...options, file: join(folder, 'sfn.sqlite'), time: virtualTime(START + seconds * 1_000) });
  open.push(bench);
  return bench;
}

describe('after a crash', () => {
  test('a Wait ends when it would have ended', async () => {
    const before = await engineAt(0);
    const arn = await before.start(machineOf({ A: { Type: 'Wait', Seconds: 100, End: true } }), { n: 1 });
    await before.settle();
    await before.crash();
    const after = await engineAt(40);
    expect(await after.finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"n":1}' });
    expect(after.time.now().getTime() - START).toBe(100_000);
  });

  test('a token is still valid, and its Lambda is not called again', async () => {
    const before = await engineAt(0);
    const arn = await before.start(
      machineOf({ A: waitForToken('ask', { TimeoutSeconds: 1_000, HeartbeatSeconds: 500, End: true }) }),
    );
    await before.settle();
    await before.crash();
    const after = await engineAt(10);
    await after.settle();
    expect(after.calls).toEqual([]);
    const taskToken = tokenOf(before);
    await after.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await after.client.send(new SendTaskSuccessCommand({ taskToken, output: '"yes"' }));
    expect(await after.finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' });
  });

  test('a Lambda that was to hand over a token is called again with the same token', async () => {
    const before = await engineAt(0, { lambdas: { ask: never } });
    const arn = await before.start(machineOf({ A: waitForToken('ask') }));
    await before.settle();
    await before.crash();
    const after = await engineAt(1);
    await after.settle();
    expect(after.calls).toEqual(before.calls);
    await after.client.send(new SendTaskSuccessCommand({ taskToken: tokenOf(before), output: '1' }));
    expect(await after.finish(arn)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('time limits that ran out meanwhile are noticed at once', async () => {
    const before = await engineAt(0);
    const heartbeat = await before.start(
      machineOf({ A: waitForToken('ask', { HeartbeatSeconds: 30, TimeoutSeconds: 60, End: true }) }),
    );
    const timeout = await before.start(machineOf({ A: waitForToken('ask', { TimeoutSeconds: 20, End: true }) }));
    const whole = await before.start(machineOf({ A: waitForToken('ask') }, { TimeoutSeconds: 20 }));
    await before.settle();
    await before.crash();
    const after = await engineAt(31);
    await after.settle();
    expect(await after.describe(heartbeat)).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
    expect(await after.describe(timeout)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(await after.describe(whole)).toMatchObject({ status: 'TIMED_OUT' });
  });

  test('the delay before a retry goes on, and the attempts stay counted', async () => {
    const before = await engineAt(0, { lambdas: { f: fails } });
    const retry = [{ ErrorEquals: ['Boom'], IntervalSeconds: 60, MaxAttempts: 1 }];
    const arn = await before.start(machineOf({ A: invoke('f', 1, { Retry: retry, End: true }) }));
    await before.settle();
    await before.crash();
    const after = await engineAt(10, { lambdas: { f: fails } });
    await after.settle();
    expect(after.calls).toEqual([]);
    expect(await after.finish(arn)).toMatchObject({ status: 'FAILED', error: 'Boom' });
    expect(after.calls).toHaveLength(1);
    expect(after.time.now().getTime() - START).toBe(60_000);
  });

  test('a step that cannot be stored is tried again a second later', async () => {
    const bench = await engineAt(0, { lambdas: { f: echo } });
    const arn = await bench.start(
      machineOf({ W: { Type: 'Wait', Seconds: 5, Next: 'A' }, A: invoke('f', 1, { ...bare, End: true }) }),
    );
    await bench.settle();
    const database = new DatabaseSync(join(folder, 'sfn.sqlite'));
    database.exec('ALTER TABLE history RENAME TO away');
    bench.time.pass(5_000);
    await bench.settle();
    expect(bench.faults.length).toBeGreaterThan(0);
    expect(bench.calls).toEqual([]);
    database.exec('ALTER TABLE away RENAME TO history');
    database.close();
    expect(await bench.finish(arn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
    expect(bench.calls).toHaveLength(1);
  });

  test('a step that was not stored any more is done', async () => {
    const before = await engineAt(0);
    const arn = await before.start(
      machineOf({ W: { Type: 'Wait', Seconds: 5, Next: 'P' }, P: { Type: 'Pass', Output: 'done', End: true } }),
    );
    await before.settle();
    const database = new DatabaseSync(join(folder, 'sfn.sqlite'));
    database.exec(
      "CREATE TRIGGER refuse BEFORE INSERT ON history WHEN NEW.body LIKE '%PassStateEntered%' BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    before.time.pass(5_000);
    await before.settle();
    expect(await before.history(arn)).toHaveLength(3);
    await before.crash();
    database.exec('DROP TRIGGER refuse');
    database.close();
    const after = await engineAt(6);
    await after.settle();
    expect(await after.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"done"' });
  });

  test('an end nobody took notice of is told again', async () => {
    const before = await engineAt(0, { onExecutionEnded: () => never().then(() => undefined) });
    const arn = await before.start(machineOf({ A: { Type: 'Pass', End: true } }));
    await before.finish(arn);
    await before.crash();
    const after = await engineAt(1);
    await after.settle();
    expect(after.ended.map(({ detail }) => detail.executionArn)).toEqual([arn]);
    await after.crash();
    const later = await engineAt(2);
    await later.settle();
    expect(later.ended).toEqual([]);
  });

  test('an end whose listener fails is told a second later', async () => {
    let failures = 1;
    const bench = await engineAt(0, {
      onExecutionEnded: () => {
        failures -= 1;
        if (failures >= 0) throw new NamedError('Down');
      },
    });
    await bench.start(machineOf({ A: { Type: 'Pass', End: true } }));
    await bench.settle();
    expect(bench.ended).toEqual([]);
    bench.time.pass(1_000);
    await bench.settle();
    expect(bench.ended).toHaveLength(1);
    expect(bench.faults).toHaveLength(1);
  });

  const call = (name: string, more: object) => invoke(name, name, { ...bare, ...more });
  const LONG = machineOf({
    One: call('one', { Assign: { first: '{% $states.result.Payload %}' }, Next: 'Two' }),
    Two: {
      Type: 'Parallel',
      Branches: [branch('Left', call('left', { End: true })), branch('Right', call('right', { End: true }))],
      Next: 'Three',
    },
    Three: {
      Type: 'Map',
      Items: ['a', 'b'],
      MaxConcurrency: 1,
      ItemProcessor: branch('Item', invoke('item', '{% $states.input %}', { ...bare, End: true })),
      Assign: { items: '{% $states.result %}' },
      Output: '{% $states.input %}',
      Next: 'Four',
    },
    Four: { Type: 'Pass', Output: { first: '{% $first %}', both: '{% $states.input %}', items: '{% $items %}' }, End: true },
  });

  test.each([1, 2, 3, 4, 5])(
    'in Lambda call number %i, only the calls under way are repeated and the result is the same',
    async (last) => {
      let made = 0;
      const dies = (payload: unknown): unknown => {
        made += 1;
        return made < last ? payload : never();
      };
      const lambdas = { one: dies, left: dies, right: dies, item: dies };
      const before = await engineAt(0, { lambdas });
      const arn = await before.start(LONG);
      await before.settle();
      expect(await before.describe(arn)).toMatchObject({ status: 'RUNNING' });
      await before.crash();
      const after = await engineAt(1, { lambdas: { one: echo, left: echo, right: echo, item: echo } });
      const ended = await after.finish(arn);
      expect(JSON.parse(ended.output ?? '')).toEqual({ first: 'one', both: ['left', 'right'], items: ['a', 'b'] });
      const wanted = ['one', 'left', 'right', 'a', 'b'];
      const finished = before.calls.slice(0, last - 1).map(({ payload }) => payload);
      expect(after.calls.map(({ payload }) => String(payload)).toSorted()).toEqual(
        wanted.filter((name) => !finished.includes(name)).toSorted(),
      );
      const succeeded = (await after.history(arn)).filter(({ type }) => type === 'TaskSucceeded');
      expect(succeeded).toHaveLength(wanted.length);
    },
  );
});
