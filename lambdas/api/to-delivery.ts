import { createHash } from 'node:crypto';
import type { DeliveryRef } from '#domain/channel-event.ts';
import { InputError } from '#domain/errors.ts';
import type { Clock } from '#ports/clock.ts';
import type { Call } from './request.ts';

/** How long a key, or a body that is signed without a timestamp, stands for the task it made. */
export const REMEMBERED_SECONDS = 86_400;

/**
 * What a request is known by: with an `Idempotency-Key` the person and the key, bound to this very request; without one
 * every request is a new one. @throws InputError `IDEMPOTENCY_KEY_INVALID`
 */
export function toDelivery({ by, request }: Pick<Call, 'by' | 'request'>, clock: Clock): DeliveryRef {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return { channel: 'api', id: `request#${clock.newId()}` };
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(key)) {
    throw new InputError('An idempotency key is 1 to 128 letters, digits, hyphens and underscores.', {
      code: 'IDEMPOTENCY_KEY_INVALID',
    });
  }
  const hash = createHash('sha256').update(`${request.method} ${request.path}\n`).update(request.body).digest('hex');
  return { channel: 'api', id: `key#${by.id}#${key}`, hash, seconds: REMEMBERED_SECONDS };
}
