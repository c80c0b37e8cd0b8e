import { setTimeout as wait } from 'node:timers/promises';
import type { Octokit } from '@octokit/rest';
import { readHttpError } from './to-error.ts';

/** GitHub asks for at least a minute when it names no time; more than this is left to the caller's own retries. */
const MAX_WAIT_SECONDS = 60;

/**
 * Makes a client wait and ask once more when GitHub says how long its secondary rate limit lasts, or that the limit of this
 * minute is used up: code search is answered ten times a minute.
 */
export function waitForRateLimit(client: Octokit, sleep: (milliseconds: number) => Promise<unknown> = wait): void {
  client.hook.wrap('request', async (request, options) => {
    try {
      return await request(options);
    } catch (error) {
      const seconds = readWait(error);
      if (seconds === undefined || seconds > MAX_WAIT_SECONDS) throw error;
      await sleep(seconds * 1_000);
      return request(options);
    }
  });
}

/** The seconds to wait that an answer names, when it is one about rate limits. */
function readWait(error: unknown): number | undefined {
  const found = readHttpError(error);
  if (found === undefined || (found.status !== 403 && found.status !== 429)) return undefined;
  const { 'retry-after': after, 'x-ratelimit-remaining': left, 'x-ratelimit-reset': reset, date } = found.headers;
  if (after === undefined && String(left) === '0') {
    // By GitHub's own clock.
    const seconds = Number(reset) - Math.floor(Date.parse(String(date)) / 1_000);
    return seconds >= 0 ? seconds : undefined;
  }
  const seconds = Number(after);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
