import PQueue from 'p-queue';
import type { Turns } from '#ports/turns.ts';

/** Opens a line of which `atOnce` are served at a time, first come first served. */
export function openTurns(atOnce: number): Turns {
  const queue = new PQueue({ concurrency: atOnce });
  return {
    take: async (work, signal) => {
      if (!signal) return queue.add(work);
      signal.throwIfAborted();
      // The queue would also give up work that has begun, and serve the next before it has ended.
      const waiting = new AbortController();
      const leave = (): void => waiting.abort(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      const begin = (): ReturnType<typeof work> => {
        signal.removeEventListener('abort', leave);
        return work();
      };
      return queue.add(begin, { signal: waiting.signal });
    },
  };
}
