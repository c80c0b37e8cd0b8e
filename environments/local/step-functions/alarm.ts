/** Calls `fire` once after so many milliseconds; the result cancels it. */
export type Timer = (milliseconds: number, fire: () => void) => () => void;

export const systemTimer: Timer = (milliseconds, fire) => {
  const handle = setTimeout(fire, milliseconds);
  return () => clearTimeout(handle);
};

/** One alarm clock for everything that waits: it knows only the next time. */
export interface Alarm {
  /** Makes sure it rings at that time or before. */
  at(time: number): void;
  stop(): void;
}

/** setTimeout counts to 2^31 ms only, and the machine may have slept: look again at least this often. */
const LONGEST = 60 * 60 * 1_000;

export function openAlarm(now: () => number, timer: Timer, ring: () => void): Alarm {
  let cancel: (() => void) | undefined;
  let armed = Infinity;
  const stop = (): void => {
    cancel?.();
    cancel = undefined;
    armed = Infinity;
  };
  return {
    at: (time) => {
      if (time >= armed) return;
      stop();
      armed = time;
      cancel = timer(Math.min(LONGEST, Math.max(0, time - now())), () => {
        cancel = undefined;
        armed = Infinity;
        ring();
      });
    },
    stop,
  };
}
