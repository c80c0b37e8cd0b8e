/** What a 429 costs that names no time, in milliseconds. */
const UNTOLD_MS = 1_000;

/**
 * Milliseconds to wait before the next request, by `Retry-After` (seconds) or `X-Sentry-Rate-Limit-Remaining` and `-Reset`
 * (seconds since 1970): after a 429, and after an answer that used up the last request of the window.
 */
export function waitOf({ status, headers }: Pick<Response, 'status' | 'headers'>, now: number): number {
  const isRefused = status === 429;
  const usedUp = headers.get('x-sentry-rate-limit-remaining') === '0';
  if (!isRefused && !usedUp) return 0;
  const after = numberOf(headers.get('retry-after'));
  if (isRefused && after !== undefined) return Math.max(after * 1_000, 1);
  const reset = numberOf(headers.get('x-sentry-rate-limit-reset'));
  if (reset !== undefined && reset * 1_000 > now) return reset * 1_000 - now;
  return isRefused ? UNTOLD_MS : 0;
}

function numberOf(text: string | null): number | undefined {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
