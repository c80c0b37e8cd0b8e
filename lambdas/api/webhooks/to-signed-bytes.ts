import { InputError } from '#domain/errors.ts';

/** How far a sender's clock may be off, and how long a captured request could be sent again. */
const TOLERANCE_SECONDS = 300;

/** The bytes that a sender signs: `timestamp.body`, or the body alone when there is no timestamp. @throws InputError `STALE_DELIVERY` */
export function toSignedBytes(
  timestamp: string | undefined,
  body: Buffer,
  now: Date,
): { readonly signed: Buffer; readonly hasTime: boolean } {
  if (timestamp === undefined) return { signed: body, hasTime: false };
  const age = now.getTime() / 1_000 - Number(timestamp);
  if (!/^\d{10}$/.test(timestamp) || Math.abs(age) > TOLERANCE_SECONDS) {
    throw new InputError('The timestamp is not within five minutes of now.', {
      code: 'STALE_DELIVERY',
      remedy: 'Send X-Webhook-Timestamp in seconds, and set the clock of the sender.',
    });
  }
  return { signed: Buffer.concat([Buffer.from(`${timestamp}.`), body]), hasTime: true };
}
