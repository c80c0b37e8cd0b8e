import { once } from 'node:events';
import { request } from 'node:http';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { securePages } from '#environments/local/http/secure-pages.ts';

describe('what listens on this machine', () => {
  let server: HttpServer;
  beforeAll(async () => {
    const app = new Hono().use('/page', securePages).all('*', (context) => context.text('secret'));
    server = await serve(app);
  });
  afterAll(() => server.close());

  async function statusFor(host: string): Promise<number | undefined> {
    const sent = request(`${server.url}/local`, { headers: { host } });
    sent.end();
    const [response] = await once(sent, 'response');
    response.resume();
    return response.statusCode;
  }

  test('answers under the names of this machine', async () => {
    expect(await statusFor(`127.0.0.1:${server.port}`)).toBe(200);
    expect(await statusFor(`localhost:${server.port}`)).toBe(200);
  });

  test('does not answer a web site that had its own name resolved to this machine', async () => {
    expect(await statusFor('evil.example')).toBe(403);
    expect(await statusFor(`127.0.0.1.evil.example:${server.port}`)).toBe(403);
  });

  test('pages run and load nothing and are framed by nobody', async () => {
    const { headers } = await fetch(`${server.url}/page`);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
