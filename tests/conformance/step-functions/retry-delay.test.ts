import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, invoke, machineOf, NamedError, openBench } from './engine-bench.ts';

let bench: Bench;
afterEach(() => bench.close());

/** Seconds between the attempts of a Lambda that always fails. */
async function delays(retrier: object, random = 0.5): Promise<number[]> {
  const times: number[] = [];
  bench = await openBench({
    random: () => random,
    lambdas: {
      f: () => {
        times.push(bench.time.now().getTime() / 1_000);
        throw new NamedError('Boom');
      },
    },
  });
  const arn = await bench.start(machineOf({ A: invoke('f', {}, { Retry: [{ ErrorEquals: ['Boom'], ...retrier }], End: true }) }));
  await bench.finish(arn);
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

describe('the delay before a retry', () => {
  test.each([
    ['is 1 second, doubled, three times, unless told', {}, [1, 2, 4]],
    [
      'starts at IntervalSeconds and grows by BackoffRate',
      { IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 3 },
      [3, 4.5, 6.75],
    ],
    [
      'never exceeds MaxDelaySeconds',
      { IntervalSeconds: 2, BackoffRate: 10, MaxDelaySeconds: 30, MaxAttempts: 4 },
      [2, 20, 30, 30],
    ],
    [
      'is anything up to the full delay with JitterStrategy FULL',
      { IntervalSeconds: 10, JitterStrategy: 'FULL', MaxAttempts: 2 },
      [5, 10],
    ],
    ['is the delay itself with JitterStrategy NONE', { IntervalSeconds: 10, JitterStrategy: 'NONE', MaxAttempts: 1 }, [10]],
  ])('%s', async (_rule, retrier, expected) => {
    expect(await delays(retrier)).toEqual(expected);
  });
});
