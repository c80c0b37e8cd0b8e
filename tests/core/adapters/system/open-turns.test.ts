import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openTurns } from '#adapters/system/open-turns.ts';

/** Work that ends by hand. */
function steered() {
  const { promise, resolve } = Promise.withResolvers<string>();
  const work = { begun: false, end: resolve, run: () => ((work.begun = true), promise) };
  return work;
}

describe('turns', () => {
  test('are given to so many at a time, in the order in which they came', async () => {
    const turns = openTurns(2);
    const [first, second, third] = [steered(), steered(), steered()];
    const results = [first, second, third].map(({ run }) => turns.take(run));
    await delay(1);
    expect([first.begun, second.begun, third.begun]).toEqual([true, true, false]);
    second.end('second');
    expect(await results[1]).toBe('second');
    await delay(1);
    expect(third.begun).toBe(true);
    first.end('first');
    third.end('third');
    expect(await Promise.all(results)).toEqual(['first', 'second', 'third']);
  });

  test('pass on when work fails', async () => {
    const turns = openTurns(1);
    const failed = turns.take(async () => Promise.reject(new Error('no')));
    const next = turns.take(async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });

  test('are not taken by what was aborted before', async () => {
    const turns = openTurns(1);
    const [first, second] = [steered(), steered()];
    const running = turns.take(first.run);
    const controller = new AbortController();
    const waiting = turns.take(second.run, controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    await expect(turns.take(second.run, controller.signal)).rejects.toThrow('cancelled');
    first.end('first');
    await running;
    await delay(1);
    expect(second.begun).toBe(false);
  });

  test('end with the work and not with its abort: it may have to clean up', async () => {
    const turns = openTurns(1);
    const [first, second] = [steered(), steered()];
    const controller = new AbortController();
    const running = turns.take(first.run, controller.signal);
    const next = turns.take(second.run);
    controller.abort(new Error('cancelled'));
    await delay(1);
    expect(second.begun).toBe(false);
    first.end('cleaned up');
    expect(await running).toBe('cleaned up');
    second.end('second');
    expect(await next).toBe('second');
  });
});
