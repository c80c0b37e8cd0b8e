import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { InputError, UpstreamError } from '#domain/errors.ts';

/**
 * Checks a `sha256=<hex>` header against the HMAC-SHA256 of the raw bytes, in constant time.
 * @throws InputError `SIGNATURE_MISSING`, `SIGNATURE_INVALID`; UpstreamError when we have no secret
 */
export function verifyHmac(header: string | undefined, secret: string, body: Buffer): void {
  if (!header) throw signatureMissing();
  if (secret === '') throw new UpstreamError('The webhook secret is empty.', { code: 'SECRET_UNAVAILABLE', kind: 'config' });
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1];
  if (hex === undefined) throw signatureInvalid();
  if (!timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', secret).update(body).digest())) throw signatureInvalid();
}

/** Says that a delivery carries no signature. */
export function signatureMissing(): InputError {
  return new InputError('The delivery is not signed.', {
    code: 'SIGNATURE_MISSING',
    remedy: 'Set the webhook secret at the sender.',
  });
}

/** Says that a delivery's signature does not belong to its bytes. */
export function signatureInvalid(): InputError {
  return new InputError('The signature does not match.', {
    code: 'SIGNATURE_INVALID',
    remedy: 'Check that both sides have the same webhook secret.',
  });
}

/** A vendor's delivery id if it is fit to be a key, else a hash of the signed bytes. */
export function deliveryIdOf(header: string | undefined, body: Buffer): string {
  if (header && /^[\x21-\x7e]{1,128}$/.test(header)) return header;
  return createHash('sha256').update(body).digest('hex');
}
