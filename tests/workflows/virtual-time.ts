import { monotonicFactory } from 'ulid';
import type { Timer } from '#environments/local/step-functions/alarm.ts';
import type { Clock } from '#ports/clock.ts';

export interface VirtualTime {
  readonly clock: Clock;
  readonly timer: Timer;
  /** Moves the time to the next timer and fires it; false when there is none. */
  next(): boolean;
}

/** A time that only moves when it is told to: an hour's wait takes no time. */
export function virtualTime(): VirtualTime {
  let now = Date.parse('2026-11-02T09:00:00.000Z');
  const ulid = monotonicFactory(() => 0.5);
  const timers = new Set<{ readonly at: number; readonly fire: () => void }>();
  return {
    clock: { now: () => new Date(now), newId: () => ulid(now) },
    timer: (milliseconds, fire) => {
      const entry = { at: now + milliseconds, fire };
      timers.add(entry);
      return () => {
        timers.delete(entry);
      };
    },
    next: () => {
      const [first] = [...timers].sort((a, b) => a.at - b.at);
      if (!first) return false;
      timers.delete(first);
      now = Math.max(now, first.at);
      first.fire();
      return true;
    },
  };
}
