import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, openTestWorkspace, type TestWorkspace } from './slack-workspace.ts';

const channel = 'C0STEPWRIGHT';
const button = { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, value: 'task/1' } as const;
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } }) as const;

const pageSchema = z.looseObject({ messages: z.array(z.looseObject({ text: z.string() })) });

describe('the Slack twin, used through @slack/web-api', () => {
  let workspace: TestWorkspace;
  let client: TestWorkspace['client'];

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    client = workspace.client;
  });
  afterAll(() => workspace.close());

  const post = async (text: string, thread_ts?: string) => {
    const send = client.chat.postMessage;
    const { ts } = await send(thread_ts === undefined ? { channel, text } : { channel, text, thread_ts });
    return ts ?? '';
  };

  it('a thread is read back in order, and the channel shows its first message only', async () => {
    const root = await post('root');
    await post('one', root);
    const second = await post('two', root);
    await post('reply to a reply', second);
    const { messages } = await client.conversations.replies({ channel, ts: root });
    expect(messages?.map(({ text }) => text)).toEqual(['root', 'one', 'two', 'reply to a reply']);
    expect(messages?.[0]).toMatchObject({ reply_count: 3, thread_ts: root });
    const history = await client.conversations.history({ channel });
    expect(history.messages?.[0]).toMatchObject({ text: 'root', reply_count: 3 });
  });

  it('an update replaces text and blocks and marks the message as edited', async () => {
    const ts = await post('before');
    await client.chat.update({ channel, ts, text: 'after', blocks: [section('*after*')] });
    const { messages } = await client.conversations.history({ channel, latest: ts, oldest: ts, inclusive: true });
    expect(messages?.[0]).toMatchObject({ text: 'after', blocks: [{ type: 'section' }], edited: { user: 'U0STEPWISE' } });
  });

  it('a deleted message is gone; the first of a thread leaves a tombstone', async () => {
    const [alone, root] = [await post('alone'), await post('with replies')];
    await post('reply', root);
    await client.chat.delete({ channel, ts: alone });
    await client.chat.delete({ channel, ts: root });
    await expect(client.conversations.replies({ channel, ts: alone })).rejects.toThrow('thread_not_found');
    const { messages } = await client.conversations.replies({ channel, ts: root });
    expect(messages).toMatchObject([{ subtype: 'tombstone' }, { text: 'reply' }]);
  });

  it('pages are followed by cursor', async () => {
    const root = await post('long thread');
    for (let n = 0; n < 5; n += 1) await post(`reply ${n}`, root);
    const texts: string[] = [];
    for await (const page of client.paginate('conversations.replies', { channel, ts: root, limit: 2 })) {
      texts.push(...pageSchema.parse(page).messages.map(({ text }) => text));
    }
    expect(texts).toEqual(['long thread', 'reply 0', 'reply 1', 'reply 2', 'reply 3', 'reply 4']);
  });

  it('metadata is kept and shown only when asked for', async () => {
    const send = client.chat.postMessage;
    const metadata = { event_type: 'stepwright_message', event_payload: { key: 'k1' } };
    await send({ channel, text: 'with metadata', metadata });
    expect((await client.conversations.history({ channel, limit: 1 })).messages?.[0]).not.toHaveProperty('metadata');
    const { messages } = await client.conversations.history({ channel, limit: 1, include_all_metadata: true });
    expect(messages?.[0]?.metadata).toEqual(metadata);
  });

  it('people are found by id and by e-mail address', async () => {
    expect((await client.users.info({ user: workspace.slack.dana.id })).user?.profile).toMatchObject({
      email: 'dana@example.com',
    });
    expect((await client.users.lookupByEmail({ email: 'Robin@example.com' })).user?.id).toBe(workspace.slack.robin.id);
    expect(await client.auth.test()).toMatchObject({ user_id: 'U0STEPWISE', team_id: 'T0STEPWRGT' });
  });

  it('a permalink leads to a page that shows the thread, escaped', async () => {
    const root = await post('look: &lt;script&gt; <https://x.org|here> *bold* <javascript:alert(1)|no>');
    const reply = await post('a reply', root);
    const { permalink = '' } = await client.chat.getPermalink({ channel, message_ts: reply });
    const page = await (await fetch(permalink)).text();
    expect(page).toContain('&lt;script&gt;');
    expect(page).toContain('<a href="https://x.org" rel="noopener noreferrer">here</a>');
    expect(page).toContain('<b>bold</b>');
    expect(page).toContain('a reply');
    expect(page).not.toContain('javascript:');
  });

  it('a reaction counts once', async () => {
    const timestamp = await post('react');
    await client.reactions.add({ channel, timestamp, name: 'eyes' });
    await expect(client.reactions.add({ channel, timestamp, name: 'eyes' })).rejects.toThrow('already_reacted');
  });

  it('an ephemeral message is seen by one person only', async () => {
    await client.chat.postEphemeral({ channel, user: workspace.slack.dana.id, text: 'psst' });
    expect(workspace.slack.ephemerals('dana').map(({ text }) => text)).toEqual(['psst']);
    expect(workspace.slack.ephemerals('robin')).toEqual([]);
    expect((await client.conversations.history({ channel })).messages?.map(({ text }) => text)).not.toContain('psst');
  });

  it.each([
    ['no text', 'no_text', { channel, text: '' }],
    ['an unknown channel', 'channel_not_found', { channel: 'C0ELSEWHERE', text: 'x' }],
    ['an unknown thread', 'thread_not_found', { channel, text: 'x', thread_ts: '1.000000' }],
    ['too long a text', 'msg_too_long', { channel, text: 'x'.repeat(40_001) }],
    ['too long a section', 'invalid_blocks', { channel, text: 'x', blocks: [section('x'.repeat(3_001))] }],
    ['an unknown block', 'invalid_blocks', { channel, text: 'x', blocks: [{ type: 'hologram' }] }],
    [
      'a button without text',
      'invalid_blocks',
      { channel, text: 'x', blocks: [{ type: 'actions', elements: [{ ...button, text: undefined }] }] },
    ],
  ])('%s is refused with %s', async (_, code, message) => {
    await expect(client.apiCall('chat.postMessage', message)).rejects.toThrow(code);
  });

  it.each([
    ['chat.update', { channel, ts: '1.000000', text: 'x' }, 'message_not_found'],
    ['users.info', { user: 'U404' }, 'user_not_found'],
    ['users.lookupByEmail', { email: 'nobody@example.com' }, 'users_not_found'],
    ['conversations.info', { channel: 'C404' }, 'channel_not_found'],
    [
      'views.open',
      { trigger_id: '1.2.3', view: { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] } },
      'invalid_trigger_id',
    ],
    ['conversations.history', {}, 'invalid_arguments'],
    ['admin.users.list', {}, 'unknown_method'],
  ])('%s says %o is %s', async (method, given, code) => {
    await expect(client.apiCall(method, given)).rejects.toThrow(code);
  });

  it('a wrong token is refused, and so is none', async () => {
    await expect(clientOf(workspace.slack.apiUrl, 'xoxb-wrong').auth.test()).rejects.toThrow('invalid_auth');
    const response = await fetch(`${workspace.slack.apiUrl}auth.test`, { method: 'POST' });
    expect([response.status, await response.json()]).toEqual([200, { ok: false, error: 'not_authed' }]);
  });

  it('JSON bodies are taken as forms are', async () => {
    const headers = { authorization: 'Bearer xoxb-test', 'content-type': 'application/json; charset=utf-8' };
    const call = (body: string) => fetch(`${workspace.slack.apiUrl}chat.postMessage`, { method: 'POST', headers, body });
    expect(await (await call(JSON.stringify({ channel, text: 'json' }))).json()).toMatchObject({
      ok: true,
      message: { text: 'json' },
    });
    expect(await (await call('{"channel":')).json()).toMatchObject({ ok: false, error: 'invalid_json' });
  });
});

it('messages survive a restart of the Slack twin, and timestamps go on growing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'slack-'));
  const file = join(directory, 'slack.db');
  const first = await openTestWorkspace({ file, now: () => 1_700_000_000_000 });
  const send = first.client.chat.postMessage;
  const { ts = '' } = await send({ channel, text: 'kept' });
  await first.close();
  const second = await openTestWorkspace({ file, now: () => 1_600_000_000_000 });
  const sendAgain = second.client.chat.postMessage;
  const { ts: later = '' } = await sendAgain({ channel, text: 'later', thread_ts: ts });
  expect(Number(later)).toBeGreaterThan(Number(ts));
  expect(second.slack.messages().map(({ text }) => text)).toEqual(['kept', 'later']);
  await second.close();
  rmSync(directory, { recursive: true });
});
