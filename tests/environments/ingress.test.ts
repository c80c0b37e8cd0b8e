import { describe, expect, test } from 'vitest';
import { openIngress } from '#environments/local/ingress.ts';
import { openApiPeople } from '#environments/local/api-people.ts';
import { openPorts } from '#environments/local/ports.ts';
import { serve } from '#environments/local/http/serve.ts';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';

describe('ingress', () => {
  const people = openApiPeople({ read: (name) => `token of ${name}` });
  const app = openIngress(
    {
      '/webhooks/echo': async (event) => ({
        statusCode: 202,
        headers: { 'x-seen': event.headers['x-sent'] ?? '' },
        body: JSON.stringify({ path: event.path, body: event.body, base64: event.isBase64Encoded }),
      }),
      '/webhooks/broken': () => Promise.reject(new Error('secret detail')),
    },
    {
      handler: async ({ httpMethod, path, queryStringParameters, requestContext }) => ({
        statusCode: 200,
        body: JSON.stringify({ httpMethod, path, queryStringParameters, claims: requestContext.authorizer?.['claims'] }),
      }),
      authorise: people.authorise,
    },
    () => ({ ingress: 'here' }),
    {
      '/pages/echo': async (event) => ({ statusCode: 200, headers: {}, body: JSON.stringify(event.queryStringParameters) }),
    },
  );
  test('a page is got, with the parameters of its address', async () => {
    expect(await (await app.request('/pages/echo?a=1&b=%C3%A4')).json()).toEqual({ a: '1', b: 'ä' });
    expect(await (await app.request('/pages/echo')).json()).toBeNull();
    expect((await app.request('/pages/echo', { method: 'POST' })).status).toBe(404);
  });

  const post = (path: string, body: string | Uint8Array<ArrayBuffer>) =>
    app.request(path, { method: 'POST', body, headers: { 'x-sent': 'yes' } });

  test('a request becomes the proxy event of the REST API, and the result the response', async () => {
    const response = await post('/webhooks/echo', '{"ä":1}');
    expect(response.status).toBe(202);
    expect(response.headers.get('x-seen')).toBe('yes');
    expect(await response.json()).toEqual({ path: '/webhooks/echo', body: '{"ä":1}', base64: false });
  });

  test('a body that is not text is handed over in base64, byte for byte', async () => {
    const bytes = new Uint8Array([0xff, 0xfe, 0x00, 0x80]);
    const answer: unknown = await (await post('/webhooks/echo', bytes)).json();
    expect(answer).toMatchObject({ base64: true, body: Buffer.from(bytes).toString('base64') });
  });

  test('a handler that throws is a 502 that tells nothing', async () => {
    const response = await post('/webhooks/broken', '{}');
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain('secret');
  });

  test.each([
    ['a token', 'token of local/api/robin'],
    ['a bearer token', 'Bearer token of local/api/robin'],
  ])('the API is told who sends %s', async (_, authorization) => {
    const response = await app.request('/v1/tasks/1?limit=2', { method: 'DELETE', headers: { authorization } });
    expect(await response.json()).toMatchObject({
      httpMethod: 'DELETE',
      path: '/v1/tasks/1',
      queryStringParameters: { limit: '2' },
      claims: { sub: 'robin', token_use: 'id', email: 'robin@example.com', email_verified: 'true' },
    });
  });

  test.each([undefined, '', 'Bearer', 'Bearer nobody'])('nobody gets to the API with %j', async (authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await app.request('/v1/tasks', { headers });
    expect([response.status, await response.json()]).toMatchObject([401, { error: { code: 'UNAUTHORIZED' } }]);
  });

  test('what other systems send to the API is let through: it checks them itself', async () => {
    const answer: unknown = await (await post('/v1/webhooks/tasks', '{}')).json();
    expect(answer).toEqual({ httpMethod: 'POST', path: '/v1/webhooks/tasks', queryStringParameters: null });
  });

  test('an unknown route is 404, and /local describes the environment', async () => {
    expect((await post('/nowhere', '')).status).toBe(404);
    expect(await (await app.request('/local')).json()).toEqual({ ingress: 'here' });
  });
});

describe('ports', () => {
  test('a request that comes before its app is answered once the app is there', async () => {
    const ports = openPorts(join(mkdtempSync(join(tmpdir(), 'stepwright-ports-')), 'ports.json'));
    const door = await ports.open('one');
    const early = fetch(door.url);
    door.attach(new Hono().get('/', (context) => context.text('late but here')));
    expect(await (await early).text()).toBe('late but here');
    await ports.closeAll();
  });

  test('a door has the same address after a restart, and another when that one was taken', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'stepwright-ports-')), 'ports.json');
    const first = openPorts(file);
    const { url } = await first.open('one');
    await first.closeAll();
    const second = openPorts(file);
    expect((await second.open('one')).url).toBe(url);
    await second.closeAll();
    const taken = await serve(new Hono(), Number(new URL(url).port));
    const third = openPorts(file);
    expect((await third.open('one')).url).not.toBe(url);
    await Promise.all([third.closeAll(), taken.close()]);
  });

  test.each(['', '{"ingress": 87', '{"ingress": "here"}'])('a damaged memory %j of the ports is no memory', async (memory) => {
    const file = join(mkdtempSync(join(tmpdir(), 'stepwright-ports-')), 'ports.json');
    writeFileSync(file, memory);
    const ports = openPorts(file);
    expect((await ports.open('ingress')).url).toMatch(/^http:/);
    await ports.closeAll();
  });

  test('a port that was asked for is not replaced by another', async () => {
    const taken = await serve(new Hono());
    const ports = openPorts(join(mkdtempSync(join(tmpdir(), 'stepwright-ports-')), 'ports.json'));
    await expect(ports.open('ingress', taken.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await taken.close();
  });
});
