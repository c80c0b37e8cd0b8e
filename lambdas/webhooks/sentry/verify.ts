import { InputError } from '#domain/errors.ts';
import type { HttpRequest } from '#lambdas/http/request.ts';
import { verifyHmac } from '#lambdas/http/verify-hmac.ts';

/** As long as Slack's; Sentry does not sign the time, so it only keeps out what is plainly old. */
const WINDOW_MS = 5 * 60 * 1_000;

/**
 * Checks Sentry's `Sentry-Hook-Signature`, the hex HMAC-SHA256 of the raw bytes with the integration's client secret, and
 * that `Sentry-Hook-Timestamp` (seconds since 1970) is of the last minutes; answers that time.
 * @throws InputError (401) `SIGNATURE_MISSING`, `SIGNATURE_INVALID`, `STALE_DELIVERY`
 */
export function verifySentry({ headers, body }: HttpRequest, secret: string, now: Date): Date {
  const signature = headers['sentry-hook-signature'];
  verifyHmac(signature && `sha256=${signature}`, secret, body);
  const seconds = /^\d{1,12}$/.test(headers['sentry-hook-timestamp'] ?? '') ? Number(headers['sentry-hook-timestamp']) : 0;
  const at = new Date(seconds * 1_000);
  if (Math.abs(now.getTime() - at.getTime()) <= WINDOW_MS) return at;
  throw new InputError('The delivery is not of the last five minutes.', {
    code: 'STALE_DELIVERY',
    remedy: 'Check the clocks of both sides; the hourly sweep finds what was missed.',
  });
}
