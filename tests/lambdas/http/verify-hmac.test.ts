import { describe, expect, test } from 'vitest';
import { deliveryIdOf, verifyHmac } from '#lambdas/http/verify-hmac.ts';
import { hmac } from '../webhooks/signed.ts';

const BODY = Buffer.from('{"a":1}');

describe('the id of a delivery', () => {
  test('is the vendor’s when it is fit to be a key', () => {
    expect(deliveryIdOf('72d3162e-cc78-11e3-81ab-4c9367dc0958', BODY)).toBe('72d3162e-cc78-11e3-81ab-4c9367dc0958');
  });

  test.each([undefined, '', 'with space', 'with\nbreak', 'ünicode', 'x'.repeat(129)])(
    'is a hash of the bytes for %j',
    (header) => {
      expect(deliveryIdOf(header, BODY)).toMatch(/^[0-9a-f]{64}$/);
      expect(deliveryIdOf(header, BODY)).not.toBe(deliveryIdOf(header, Buffer.from('{}')));
    },
  );
});

describe('a signature', () => {
  test('in capitals is the same', () => {
    expect(() => verifyHmac(`sha256=${hmac('secret', BODY).toUpperCase()}`, 'secret', BODY)).not.toThrow();
  });

  test('is never right while we have no secret', () => {
    expect(() => verifyHmac(`sha256=${hmac('', BODY)}`, '', BODY)).toThrow(
      expect.objectContaining({ code: 'SECRET_UNAVAILABLE' }),
    );
  });
});
