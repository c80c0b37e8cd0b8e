import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '#agents/sentry/redact.ts';

describe('redact', () => {
  test.each([
    ['user ada@example.com is unknown', 'user [e-mail] is unknown'],
    ['connect ECONNREFUSED 10.1.2.3:5432', 'connect ECONNREFUSED [ip]:5432'],
    ['GET /x?token=abc123&page=2', 'GET /x?token=[secret]&page=2'],
    ['{"password": "hunter2", "name": "x"}', '{"password": [secret], "name": "x"}'],
    ['Cookie: sid=abc; theme=dark', 'Cookie: [secret]'],
    ['Authorization: Bearer abc.def', 'Authorization: [secret]'],
    ['postgres://app:s3cret@db/shop', 'postgres://[secret]@db/shop'],
    ['card 4111 1111 1111 1111 refused', 'card [number] refused'],
    ['ghp_0123456789abcdef0123456789abcdef', '[secret]'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each([
    "TypeError: Cannot read properties of undefined (reading 'reduce')",
    'at checkout (src/checkout.js:12)',
    '2026-11-02T09:00:00.000Z',
  ])('leaves what a developer needs: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('no e-mail address survives, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.string(), fc.string(), (address, before, after) => {
        fc.pre(/^[\w.+%-]+@[\w.-]+$/.test(address));
        expect(redact(`${before} ${address} ${after}`)).not.toContain(address);
      }),
    );
  });
});
