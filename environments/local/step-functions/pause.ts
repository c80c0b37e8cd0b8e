import type { Timer } from './alarm.ts';

/** Things to try again after a moment. */
export interface Pause {
  later(doIt: () => void): void;
  isClosed(): boolean;
  /** Forgets what was to be done later. */
  close(): void;
}

const MILLISECONDS = 1_000;

export function openPause(timer: Timer): Pause {
  const cancels = new Set<() => void>();
  let closed = false;
  return {
    later: (doIt) => {
      if (closed) return;
      const cancel = timer(MILLISECONDS, () => {
        cancels.delete(cancel);
        doIt();
      });
      cancels.add(cancel);
    },
    isClosed: () => closed,
    close: () => {
      closed = true;
      for (const cancel of cancels) cancel();
    },
  };
}
