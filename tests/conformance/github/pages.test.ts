import type { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { issue, useShop } from './shop.ts';

const shop = useShop();
const app = (): Octokit => shop().app;

test('what people wrote is shown as text, never as markup', async () => {
  await app().rest.issues.createComment({ ...issue, body: '<script>alert(1)</script> **bold** [x](javascript:alert(1))' });
  const response = await fetch(`${shop().twin.url}/acme/shop/pull/1`);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const page = await response.text();
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; <strong>bold</strong>');
  expect(page).not.toContain('<script>');
  expect(page).not.toContain('href="javascript:');
});

test.each([
  '/',
  '/acme/shop',
  '/acme/shop/pull/1',
  '/acme/shop/blob/main/src/price.js',
  '/acme/shop/commit/main',
  '/acme/shop/pull/1.diff',
])('%s is there', async (path) => {
  expect((await fetch(`${shop().twin.url}${path}`)).status).toBe(200);
});

test.each(['/acme/none', '/acme/shop/pull/99', '/acme/shop/blob/main/none'])('%s is not there', async (path) => {
  expect((await fetch(`${shop().twin.url}${path}`)).status).toBe(404);
});
