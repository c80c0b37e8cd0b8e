import { z } from 'zod';
import { afterEach, describe, expect, it } from 'vitest';
import { openApp, openTestWorkspace, type TestWorkspace } from './slack-workspace.ts';

const channel = 'C0STEPWRIGHT';
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function openBoth(answer?: Parameters<typeof openApp>[0], now?: () => number) {
  const app = await openApp(answer);
  const workspace = await openTestWorkspace({ commandUrl: () => app.url, ...(now ? { now } : {}) });
  open.push(workspace, app);
  return { app, ...workspace };
}

const json = (body: object) => new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
const respond = (url: string, body: object) => fetch(url, { method: 'POST', body: JSON.stringify(body) });

async function postCard({ client }: TestWorkspace): Promise<string> {
  const elements = [
    { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, value: 'task_1/1', style: 'primary' },
    { type: 'button', action_id: 'open', text: { type: 'plain_text', text: 'Open' }, url: 'https://x.org' },
  ] as const;
  const send = client.chat.postMessage;
  const { ts = '' } = await send({
    channel,
    text: 'card',
    blocks: [{ type: 'actions', block_id: 'actions', elements: [...elements] }],
  });
  return ts;
}

describe('what the Slack twin sends to the app', () => {
  it('a slash command is signed as Bolt expects and its answer is shown to the person alone', async () => {
    const { app, slack } = await openBoth(() => json({ response_type: 'ephemeral', text: 'It is planning.' }));
    const outcome = await slack.command({ user: 'robin', text: 'status SHOP-1' });
    expect(outcome).toEqual({ ok: true, status: 200, text: 'It is planning.' });
    const [received] = app.received;
    expect(received?.signed).toBe(true);
    expect(Object.fromEntries(received?.form ?? [])).toMatchObject({
      command: '/agent',
      text: 'status SHOP-1',
      user_id: slack.robin.id,
      channel_id: channel,
      trigger_id: expect.any(String),
      response_url: expect.stringContaining('/response/'),
    });
    expect(slack.ephemerals('robin').map(({ text }) => text)).toEqual(['It is planning.']);
    expect(slack.messages()).toEqual([]);
  });

  it('a click carries the button, its message and a response URL that replaces the message', async () => {
    const both = await openBoth();
    const messageTs = await postCard(both);
    expect(await both.slack.press({ user: 'robin@example.com', messageTs, action: 'approve' })).toMatchObject({ ok: true });
    const [received] = both.app.received;
    expect(received?.signed).toBe(true);
    expect(received?.payload).toMatchObject({
      type: 'block_actions',
      user: { id: both.slack.robin.id, name: 'robin' },
      container: { message_ts: messageTs, channel_id: channel },
      message: { text: 'card' },
      actions: [{ action_id: 'approve', block_id: 'actions', value: 'task_1/1', type: 'button' }],
    });
    const { response_url: url } = z.looseObject({ response_url: z.string() }).parse(received?.payload);
    expect((await respond(url, { replace_original: true, text: 'decided' })).status).toBe(200);
    expect(both.slack.messages().map(({ text, blocks }) => ({ text, blocks }))).toEqual([{ text: 'decided', blocks: [] }]);
    expect(await both.slack.press({ user: 'robin', messageTs, action: 'approve' }).catch(String)).toContain('action_not_found');
  });

  it('a response URL is good five times, and for half an hour', async () => {
    let now = 1_700_000_000_000;
    const both = await openBoth(undefined, () => now);
    await both.slack.command({ user: 'dana', text: 'help' });
    const url = both.app.received[0]?.form.get('response_url') ?? '';
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await respond(url, { text: `answer ${n}` })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    await both.slack.command({ user: 'dana', text: 'help' });
    const second = both.app.received[1]?.form.get('response_url') ?? '';
    now += 30 * 60 * 1_000 + 1;
    const late = await respond(second, { text: 'late' });
    expect([late.status, await late.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
    expect(both.slack.ephemerals('dana')).toHaveLength(5);
  });

  it('an answer for the channel is seen by everybody', async () => {
    const { slack } = await openBoth(() => json({ response_type: 'in_channel', text: 'Hear, hear.' }));
    await slack.command({ user: 'dana', text: 'shout' });
    expect(slack.messages().map(({ text }) => text)).toEqual(['Hear, hear.']);
  });

  it('a form opens by its trigger once, takes errors, and closes when the app is content', async () => {
    const answers = [json({ response_action: 'errors', errors: { text: 'Say more.' } }), new Response('')];
    const both = await openBoth(({ form, payload }) =>
      form.has('command') || !isSubmission(payload) ? new Response('') : (answers.shift() ?? new Response('')),
    );
    await both.slack.command({ user: 'robin', text: 'changes' });
    const view = {
      type: 'modal',
      callback_id: 'request_changes',
      private_metadata: 'task_1/1',
      title: { type: 'plain_text', text: 'Request changes' },
      submit: { type: 'plain_text', text: 'Send' },
      blocks: [
        {
          type: 'input',
          block_id: 'text',
          label: { type: 'plain_text', text: 'What?' },
          element: { type: 'plain_text_input', action_id: 'text' },
        },
      ],
    } as const;
    const trigger_id = both.app.received[0]?.form.get('trigger_id') ?? '';
    await both.client.apiCall('views.open', { trigger_id, view });
    await expect(both.client.apiCall('views.open', { trigger_id, view })).rejects.toThrow('invalid_trigger_id');
    const [form] = both.slack.openViews('robin');
    const submit = (text: string) => both.slack.submitModal({ user: 'robin', viewId: form?.id ?? '', values: { text } });
    expect(await submit('  ')).toMatchObject({ ok: false, errors: { text: expect.any(String) } });
    expect(both.app.received).toHaveLength(1);
    expect((await submit('too big')).errors).toEqual({ text: 'Say more.' });
    expect(both.slack.openViews('robin')).toHaveLength(1);
    expect((await submit('one class is enough')).errors).toEqual({});
    expect(both.app.received.at(-1)?.payload).toMatchObject({
      type: 'view_submission',
      user: { id: both.slack.robin.id },
      view: {
        callback_id: 'request_changes',
        private_metadata: 'task_1/1',
        state: { values: { text: { text: { type: 'plain_text_input', value: 'one class is enough' } } } },
      },
    });
    expect(both.slack.openViews('robin')).toEqual([]);
    await expect(submit('again')).rejects.toThrow('view_not_found');
  });

  it('a trigger is good for three seconds', async () => {
    let now = 1_700_000_000_000;
    const both = await openBoth(undefined, () => now);
    await both.slack.command({ user: 'robin', text: 'x' });
    now += 3_001;
    const trigger_id = both.app.received[0]?.form.get('trigger_id');
    const view = { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] };
    await expect(both.client.apiCall('views.open', { trigger_id, view })).rejects.toThrow('expired_trigger_id');
  });

  it('an app that is down or refuses is told to the person, and nothing is sent twice', async () => {
    const { app, slack } = await openBoth(() => new Response('no', { status: 500 }));
    expect(await slack.command({ user: 'robin', text: 'approve task_1' })).toMatchObject({ ok: false, status: 500 });
    expect(app.received).toHaveLength(1);
    expect(slack.ephemerals('robin')[0]?.text).toContain('dispatch_failed');
    const alone = await openTestWorkspace();
    open.push(alone);
    expect(await alone.slack.command({ user: 'robin', text: 'help' })).toMatchObject({ ok: false, status: 0 });
  });

  it('the page clicks for the person who looks at it, and for no other page', async () => {
    const both = await openBoth();
    await postCard(both);
    const page = await (await fetch(`${both.url}/archives/${channel}?as=dana`)).text();
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
    const press = (token: string) =>
      fetch(`${both.url}/client/press`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ token, user: field('user'), messageTs: field('messageTs'), action: field('action') }),
      });
    expect((await press('guessed')).status).toBe(400);
    const rebound = await both.slack.app.request(`http://evil.example/archives/${channel}`);
    expect(rebound.status).toBe(403);
    expect(both.app.received).toHaveLength(0);
    expect((await press(field('token'))).status).toBe(303);
    expect(both.app.received[0]?.payload).toMatchObject({
      user: { id: both.slack.dana.id },
      actions: [{ action_id: 'approve' }],
    });
  });
});

function isSubmission(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'type' in payload && payload.type === 'view_submission';
}
