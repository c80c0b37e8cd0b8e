import { expect, test } from 'vitest';
import { handler } from '#lambdas/signed-in/handler.ts';

test('whoever signed in is shown the code, in a page that nothing keeps or frames', async () => {
  const { statusCode, headers, body } = await handler({ queryStringParameters: { state: 'ABCD-2345', session_id: 'urn:x' } });
  expect([statusCode, body.match(/<code>(.+?)<\/code>/)?.[1]]).toEqual([200, 'ABCD-2345']);
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  expect(headers?.['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
});

test.each([null, {}, { state: '' }, { state: '<script>alert(1)</script>' }, { state: 'ABCD-2345 and more' }])(
  '%j is no code, and is not shown back',
  async (queryStringParameters) => {
    const { statusCode, body } = await handler({ queryStringParameters });
    expect(statusCode).toBe(400);
    expect(body).not.toMatch(/<script>|ABCD/);
  },
);
