import { Hono } from 'hono';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { serve } from '#environments/local/http/serve.ts';
import { respondByHttp } from '#lambdas/webhooks/slack/respond.ts';
import { withinTime } from '#lambdas/webhooks/slack/within-time.ts';

async function openReceiver(...statuses: number[]) {
  const bodies: unknown[] = [];
  const app = new Hono().post('/respond', async (c) => {
    bodies.push(await c.req.json());
    return c.body(null, z.literal([200, 404, 429, 500]).parse(statuses.shift() ?? 200));
  });
  const server = await serve(app);
  onTestFinished(() => server.close());
  return { bodies, url: `${server.url}/respond`, close: () => server.close() };
}

describe('an answer at the response URL', () => {
  test('is seen only by the person and replaces nothing', async () => {
    const { bodies, url } = await openReceiver();
    await respondByHttp(url, 'Done.');
    expect(bodies).toEqual([{ response_type: 'ephemeral', replace_original: false, text: 'Done.' }]);
  });

  test.each([[[500]], [[429, 500]]])('is tried again after %j', async (statuses) => {
    const { bodies, url } = await openReceiver(...statuses);
    await respondByHttp(url, 'Done.');
    expect(bodies).toHaveLength(statuses.length + 1);
  });

  test('is given up when Slack keeps failing, and at once when the URL has expired', async () => {
    const failing = await openReceiver(500, 500, 500);
    await expect(respondByHttp(failing.url, 'Done.')).rejects.toMatchObject({ code: 'CHAT_UNAVAILABLE' });
    const expired = await openReceiver(404);
    await expect(respondByHttp(expired.url, 'Done.')).rejects.toMatchObject({ code: 'RESPONSE_URL_EXPIRED' });
    expect(expired.bodies).toHaveLength(1);
  });

  test('that nobody takes is an error of theirs', async () => {
    const { url, close } = await openReceiver();
    await close();
    await expect(respondByHttp(url, 'Done.')).rejects.toMatchObject({ code: 'CHAT_UNAVAILABLE' });
  });
});

describe('a wait with a limit', () => {
  test('hands on the answer or the error that comes in time', async () => {
    await expect(withinTime(Promise.resolve('yes'), 10_000)).resolves.toBe('yes');
    await expect(withinTime(Promise.reject(new TypeError('no')), 10_000)).rejects.toThrow('no');
  });

  test('gives up on an answer that does not come', async () => {
    await expect(withinTime(new Promise(() => {}), 5)).rejects.toMatchObject({ code: 'ANSWER_SLOW' });
  });
});
