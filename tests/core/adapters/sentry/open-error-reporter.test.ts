import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openErrorReporter } from '#adapters/sentry/open-error-reporter.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';

const envelopes: string[] = [];
let server: HttpServer;
beforeAll(async () => {
  const app = new Hono().post('/api/:project/envelope/', async (c) => {
    envelopes.push(await c.req.text());
    return c.json({});
  });
  server = await serve(app);
});
afterAll(() => server.close());

test('an error reaches Sentry with its tags and stack, and without the credential that its message quotes', async () => {
  const reporter = await openErrorReporter(server.url.replace('://', '://key@').concat('/1'));
  reporter.capture(new TypeError(`no answer with Bearer ${'a'.repeat(20)}`), { lambda: 'steps-finish' });
  await reporter.flush();
  expect(envelopes).toHaveLength(1);
  const [event] = envelopes[0]?.split('\n').slice(2) ?? [];
  expect(JSON.parse(event ?? '')).toMatchObject({
    tags: { lambda: 'steps-finish' },
    exception: { values: [{ type: 'TypeError', value: 'no answer with [secret]', stacktrace: { frames: expect.any(Array) } }] },
  });
  expect(envelopes[0]).not.toContain('a'.repeat(20));
});

test('without a DSN nothing is sent', async () => {
  const reporter = await openErrorReporter(undefined);
  reporter.capture(new Error('x'), {});
  await reporter.flush();
  expect(envelopes).toHaveLength(1);
});
