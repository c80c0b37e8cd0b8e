import { monotonicFactory } from 'ulid';
import type { Clock } from '#ports/clock.ts';

export interface TestClock extends Clock {
  /** Moves the time on. */
  pass(seconds: number): void;
}

/** A clock that stands still until it is moved; ids grow all the same. */
export function testClock(start = '2026-11-02T09:00:00.000Z'): TestClock {
  let now = Date.parse(start);
  const ulid = monotonicFactory(() => 0.5);
  return {
    now: () => new Date(now),
    newId: () => ulid(now),
    pass: (seconds) => {
      now += seconds * 1_000;
    },
  };
}
