import { setTimeout as delay } from 'node:timers/promises';
import { UpstreamError } from '#domain/errors.ts';

/** Waits for an answer no longer than this, in milliseconds. @throws UpstreamError `ANSWER_SLOW` */
export async function withinTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  const stop = new AbortController();
  const late = delay(ms, undefined, { signal: stop.signal }).then((): never => {
    throw new UpstreamError('There was no answer in time.', { code: 'ANSWER_SLOW', kind: 'timeout' });
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    stop.abort();
    late.catch(() => {});
  }
}
