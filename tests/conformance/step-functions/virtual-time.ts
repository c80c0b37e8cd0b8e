import type { Timer } from '#environments/local/step-functions/alarm.ts';

/** A time that moves only when told to, with the timers on it. */
export interface VirtualTime {
  readonly now: () => Date;
  readonly timer: Timer;
  /** Moves on to the next timer and fires it; false when there is none. */
  next(): boolean;
  /** Moves on by so many milliseconds and fires every timer on the way. */
  pass(milliseconds: number): void;
  /** Moves on without firing anything, as when the process was too busy to notice. */
  slip(milliseconds: number): void;
}

export function virtualTime(start = Date.parse('2026-11-02T09:00:00.000Z')): VirtualTime {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly fire: () => void }>();
  const first = () => [...timers].sort((a, b) => a.at - b.at)[0];
  const next = (until: number): boolean => {
    const timer = first();
    if (timer === undefined || timer.at > until) return false;
    timers.delete(timer);
    now = Math.max(now, timer.at);
    timer.fire();
    return true;
  };
  return {
    now: () => new Date(now),
    timer: (milliseconds, fire) => {
      const entry = { at: now + milliseconds, fire };
      timers.add(entry);
      return () => {
        timers.delete(entry);
      };
    },
    next: () => next(Infinity),
    slip: (milliseconds) => {
      now += milliseconds;
    },
    pass: (milliseconds) => {
      const until = now + milliseconds;
      while (next(until));
      now = until;
    },
  };
}
