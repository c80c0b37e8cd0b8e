import { isValidSlackRequest } from '@slack/bolt/dist/receivers/verify-request.js';
import { Hono } from 'hono';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { serve } from '#environments/local/http/serve.ts';
import { openTestWorkspace, SIGNING_SECRET } from './slack-workspace.ts';

/** An app at which events arrive; it answers with these statuses, then 200. */
async function openEventApp(...statuses: (200 | 500)[]) {
  const received: { headers: Record<string, string>; body: unknown; signed: boolean }[] = [];
  const app = new Hono();
  app.post('/', async (c) => {
    const body = await c.req.text();
    const headers = c.req.header();
    const signature = {
      'x-slack-signature': headers['x-slack-signature'] ?? '',
      'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
    };
    const signed = isValidSlackRequest({ signingSecret: SIGNING_SECRET, body, headers: signature });
    received.push({ headers, body: JSON.parse(body), signed });
    return c.body(null, statuses.shift() ?? 200);
  });
  const server = await serve(app);
  const workspace = await openTestWorkspace({ commandUrl: () => `${server.url}/`, eventRetryMs: [0, 0, 0] });
  onTestFinished(async () => {
    await workspace.close();
    await server.close();
  });
  return { received, slack: workspace.slack };
}

const eventOf = (body: unknown) => z.object({ event: z.looseObject({}) }).parse(body).event;

describe('an event', () => {
  test('tells the app, signed, of a mention, in the thread where it was written', async () => {
    const { received, slack } = await openEventApp();
    const root = await slack.say({ user: 'dana', text: 'hello' });
    const ts = await slack.say({ user: 'robin', text: '@stepwright what is at work?', threadTs: root });
    expect(received).toMatchObject([{ signed: true, headers: { 'content-type': 'application/json' } }]);
    expect(eventOf(received[0]?.body)).toMatchObject({
      type: 'app_mention',
      user: slack.robin.id,
      text: '<@U0STEPWISE> what is at work?',
      ts,
      thread_ts: root,
      channel: slack.channel.id,
    });
  });

  test('tells of a direct message, which the channel does not show', async () => {
    const { received, slack } = await openEventApp();
    await slack.say({ user: 'dana', text: 'psst', direct: true });
    expect(eventOf(received[0]?.body)).toMatchObject({ type: 'message', channel_type: 'im', channel: 'D0DANA0001' });
  });

  test('is not sent of messages that mention nobody', async () => {
    const { received, slack } = await openEventApp();
    await slack.say({ user: 'dana', text: 'lunch?' });
    expect(received).toEqual([]);
  });

  test('that was not taken is sent again, three times at most, and says so', async () => {
    const { received, slack } = await openEventApp(500, 500, 500, 500, 500);
    await slack.say({ user: 'robin', text: '@stepwright hello' });
    expect(received.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
    expect(received[1]?.headers).toMatchObject({ 'x-slack-retry-reason': 'http_error' });
    expect(new Set(received.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });
});

test('a method that is throttled answers 429 and how long to wait', async () => {
  const workspace = await openTestWorkspace({ throttle: (method) => (method === 'auth.test' ? 30 : undefined) });
  const { slack } = workspace;
  onTestFinished(() => workspace.close());
  const headers = { authorization: 'Bearer xoxb-test' };
  const response = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', headers });
  expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
    429,
    '30',
    { ok: false, error: 'ratelimited' },
  ]);
  expect((await fetch(`${slack.apiUrl}users.list`, { method: 'POST', headers })).status).toBe(200);
});

test('a form that is closed without an answer is gone', async () => {
  const { received, slack } = await openEventApp();
  await expect(slack.closeModal({ user: 'dana', viewId: 'V1' })).rejects.toThrow('view_not_found');
  expect(received).toEqual([]);
});
