import { isUtf8 } from 'node:buffer';
// By file, because the index of Bolt loads its web server and clients: 260 ms in place of 5.
import { isValidSlackRequest } from '@slack/bolt/dist/receivers/verify-request.js';
import { InputError, UpstreamError } from '#domain/errors.ts';
import type { HttpRequest } from '#lambdas/http/request.ts';
import { signatureInvalid, signatureMissing } from '#lambdas/http/verify-hmac.ts';

const WINDOW_SECONDS = 300;

/**
 * Checks Slack's `v0` signature over timestamp and raw body, and that the timestamp is within five minutes of now on
 * either side. @throws InputError `SIGNATURE_MISSING`, `SIGNATURE_INVALID`, `STALE_DELIVERY`
 */
export function verifySlack(request: HttpRequest, secret: string, now: Date): void {
  const signature = request.headers['x-slack-signature'];
  const timestamp = request.headers['x-slack-request-timestamp'];
  if (!signature || !timestamp) throw signatureMissing();
  if (secret === '') throw new UpstreamError('The signing secret is empty.', { code: 'SECRET_UNAVAILABLE', kind: 'config' });
  if (!/^\d{1,12}$/.test(timestamp) || !isUtf8(request.body)) throw signatureInvalid();
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > WINDOW_SECONDS) {
    throw new InputError('The delivery is not from the last five minutes.', {
      code: 'STALE_DELIVERY',
      remedy: 'Check the clocks of both sides.',
    });
  }
  const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(timestamp) };
  const body = request.body.toString('utf8');
  if (!isValidSlackRequest({ signingSecret: secret, body, headers, nowMilliseconds: now.getTime() })) throw signatureInvalid();
}
