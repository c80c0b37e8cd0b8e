import type { MiddlewareHandler } from 'hono';
import { SentryError } from './errors.ts';

export interface RateLimit {
  /** Requests in a window. */
  readonly limit: number;
  readonly windowSeconds: number;
}

/** Counts requests in fixed windows and refuses those over the limit, with the headers that tell when the next one begins. */
export function limitRate({ limit, windowSeconds }: RateLimit, now: () => number = Date.now): MiddlewareHandler {
  let window = 0;
  let used = 0;
  return async (c, next) => {
    const current = Math.floor(now() / 1_000 / windowSeconds);
    if (current !== window) [window, used] = [current, 0];
    used += 1;
    c.header('x-sentry-rate-limit-limit', String(limit));
    c.header('x-sentry-rate-limit-remaining', String(Math.max(0, limit - used)));
    c.header('x-sentry-rate-limit-reset', String((current + 1) * windowSeconds));
    if (used > limit) {
      const detail = `You are attempting to use this endpoint too frequently. Limit is ${limit} requests in ${windowSeconds} seconds`;
      throw new SentryError(429, detail);
    }
    await next();
  };
}
