import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { serve } from '#environments/local/http/serve.ts';
import { respondByHttp } from '#lambdas/webhooks/slack/respond.ts';
import { withinTime } from '#lambdas/webhooks/slack/within-time.ts';

describe('an answer at the response URL', () => {
  test('is seen only by the person and replaces nothing', async () => {
    const bodies: unknown[] = [];
    const app = new Hono().post('/respond', async (c) => {
      bodies.push(await c.req.json());
      return c.text('ok');
    });
    const server = await serve(app);
    await respondByHttp(`${server.url}/respond`, 'Done.');
    expect(bodies).toEqual([{ response_type: 'ephemeral', replace_original: false, text: 'Done.' }]);
    await expect(respondByHttp(`${server.url}/expired`, 'Done.')).rejects.toMatchObject({ name: 'UpstreamError' });
    await server.close();
    await expect(respondByHttp(`${server.url}/respond`, 'Done.')).rejects.toMatchObject({ code: 'CHAT_UNAVAILABLE' });
  });
});

describe('a wait with a limit', () => {
  test('hands on the answer or the error that comes in time', async () => {
    await expect(withinTime(Promise.resolve('yes'), 10_000)).resolves.toBe('yes');
    await expect(withinTime(Promise.reject(new TypeError('no')), 10_000)).rejects.toThrow('no');
  });

  test('gives up on an answer that does not come', async () => {
    await expect(withinTime(new Promise(() => {}), 5)).rejects.toMatchObject({ code: 'CHAT_SLOW' });
  });
});
