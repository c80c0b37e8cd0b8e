import { InputError } from '#domain/errors.ts';
import type { HttpRequest } from '#lambdas/http/request.ts';
import { verifyHmac } from '#lambdas/http/verify-hmac.ts';

/** Checks Jira Cloud's `X-Hub-Signature` over the raw bytes. @throws InputError (401) */
export function verifyJira(request: HttpRequest, secret: string): void {
  verifyHmac(request.headers['x-hub-signature'], secret, request.body);
}

/**
 * Jira signs the time of the event, not that of the sending, and sends a failed delivery again for some hours, so a
 * window of minutes would lose work. A day bounds how long a captured delivery is of use; within it the delivery id
 * and the one-live-task rule make a replay harmless.
 */
const MAX_AGE_MS = 24 * 60 * 60 * 1_000;

/** Refuses a delivery whose own signed `timestamp` (ms since 1970) is older than a day. @throws InputError `STALE_DELIVERY` */
export function refuseStale(timestamp: number | undefined, now: Date): void {
  if (timestamp === undefined || now.getTime() - timestamp <= MAX_AGE_MS) return;
  throw new InputError('The delivery is older than 24 hours.', {
    code: 'STALE_DELIVERY',
    remedy: 'Put the label on the ticket again.',
  });
}
