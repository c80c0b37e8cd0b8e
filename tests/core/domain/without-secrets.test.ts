import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutSecrets } from '#domain/without-secrets.ts';

test.each([
  `ghp_${'a'.repeat(36)}`,
  `github_pat_${'a'.repeat(60)}`,
  `glpat-${'a'.repeat(20)}`,
  `xoxb-${'1'.repeat(20)}`,
  'AKIAABCDEFGHIJKLMNOP',
  `AIza${'a'.repeat(35)}`,
  `npm_${'a'.repeat(36)}`,
  `sk_live_${'a'.repeat(24)}`,
  `sk-ant-${'a'.repeat(30)}`,
  'Bearer abcdefghijkl',
  `eyJhbGciOiJI.${'e'.repeat(20)}.${'f'.repeat(20)}`,
  '-----BEGIN RSA PRIVATE KEY-----\nabc',
])('a credential is never shown: %s', (secret) => {
  expect(withoutSecrets(`x ${secret}`)).toBe('x [secret]');
});

test.each([
  ['an address', 'https://me:hunter22@example.com/a', 'https://[secret]@example.com/a'],
  ['an AWS secret key by its name', `AWS_SECRET_ACCESS_KEY=${'a/'.repeat(20)} done`, 'AWS_SECRET_ACCESS_KEY=[secret] done'],
  ['a key with its end', 'a\n-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\nb', 'a\n[secret]\nb'],
])('only the credential goes: %s', (_, text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});

test.each(['token: string', 'https://example.com:8080/a@b', 'sk-8', 'basic idea', 'const password = read()'])(
  'what is no credential stays: %s',
  (text) => {
    expect(withoutSecrets(text)).toBe(text);
  },
);

test('what was screened once is not changed again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('ghp_', 'a'.repeat(20), '://u:p@', '-----BEGIN PRIVATE KEY-----'))),
      (parts) => {
        const once = withoutSecrets(parts.join(''));
        expect(withoutSecrets(once)).toBe(once);
      },
    ),
  );
});
