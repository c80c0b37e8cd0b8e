import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChat } from '#adapters/slack/chat.ts';
import { openApp, openTestWorkspace, type TestWorkspace } from '#tests/environments/slack/slack-workspace.ts';

const channel = 'C0STEPWRIGHT';

describe('the chat on Slack', () => {
  let workspace: TestWorkspace;
  let app: Awaited<ReturnType<typeof openApp>>;
  const chatOf = (token = 'xoxb-test', apiUrl = workspace.slack.apiUrl) => openChat({ apiUrl, token: async () => token });

  beforeAll(async () => {
    app = await openApp();
    workspace = await openTestWorkspace({ commandUrl: () => app.url });
  });
  afterAll(async () => {
    await workspace.close();
    await app.close();
  });

  const message = (ts: string) => workspace.slack.messages().find((one) => one.ts === ts);

  it('a message with buttons is posted to a thread, edited and removed', async () => {
    const chat = chatOf();
    const root = await chat.post(channel, { text: '**SHOP-1**' });
    const card = await chat.post(
      channel,
      {
        text: '# Plan\n- one',
        buttons: [
          { action: 'approve', label: 'Approve', value: 'task_1/1' },
          { action: 'open', label: 'Open plan', url: 'https://x.org/plan' },
        ],
      },
      root,
    );
    expect(message(card)).toMatchObject({
      threadTs: root,
      text: '*Plan*\n• one',
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: '*Plan*\n• one' } },
        {
          type: 'actions',
          elements: [
            { action_id: 'approve', value: 'task_1/1', style: 'primary' },
            { action_id: 'open', url: 'https://x.org/plan' },
          ],
        },
      ],
    });
    await chat.update(channel, card, { text: 'Decided' });
    expect(message(card)).toMatchObject({ text: 'Decided', blocks: [{ type: 'section' }] });
    await chat.remove(channel, card);
    await chat.remove(channel, card);
    expect(message(card)).toBeUndefined();
  });

  it('a message is found again by its key, in the channel or in its thread', async () => {
    const chat = chatOf();
    const root = await chat.post(channel, { text: 'root', key: 'root-1' });
    const reply = await chat.post(channel, { text: 'reply', key: 'reply-1' }, root);
    expect(await chat.findMessage(channel, 'root-1')).toBe(root);
    expect(await chat.findMessage(channel, 'reply-1', root)).toBe(reply);
    expect(await chat.findMessage(channel, 'reply-1')).toBeUndefined();
  });

  it('a thread is read with its first message and the newest after it, and tells whose they are', async () => {
    const chat = chatOf();
    const root = await chat.post(channel, { text: 'root', key: 'task-slack' });
    for (let n = 0; n < 5; n += 1) await chat.post(channel, { text: `reply ${n}` }, root);
    await workspace.slack.say({ user: 'robin', text: 'and now?', threadTs: root });
    expect(await chat.readThread(channel, root, 3)).toEqual([
      { text: 'root', key: 'task-slack' },
      { text: 'reply 4' },
      { text: 'and now?', author: workspace.slack.robin.id },
    ]);
  });

  it('a whisper is seen by one person', async () => {
    await chatOf().whisper(channel, workspace.slack.dana.id, { text: 'only **you**' });
    expect(workspace.slack.ephemerals('dana').map(({ text }) => text)).toEqual(['only *you*']);
    expect(workspace.slack.ephemerals('robin')).toEqual([]);
  });

  it('a form may ask for something that need not be told', async () => {
    await workspace.slack.command({ user: 'dana', text: 'x' });
    const trigger = app.received.at(-1)?.form.get('trigger_id') ?? '';
    const form = { id: 'reject', title: 'Reject', label: 'Why?', submit: 'Reject', value: 'v', optional: true, hint: 'Or not.' };
    await chatOf().openForm(trigger, form);
    const [view] = workspace.slack.openViews('dana');
    const outcome = await workspace.slack.submitModal({ user: 'dana', viewId: view?.id ?? '', values: {} });
    expect(outcome).toMatchObject({ ok: true, errors: {} });
  });

  it('a text of any length is taken, split into sections and cut at the end', async () => {
    const ts = await chatOf().post(channel, { text: 'A line of text.\n'.repeat(2_000) });
    expect(message(ts)?.text).toMatch(/… \(cut\)$/);
    expect(message(ts)?.blocks.length).toBeGreaterThan(3);
  });

  it('no text can ping the channel or fake a link', async () => {
    const ts = await chatOf().post(channel, { text: 'hello <!channel> & <https://evil.example|docs>' });
    expect(message(ts)?.text).toBe('hello &lt;!channel&gt; &amp; <https://evil.example%7Cdocs>');
  });

  it('a person is read with the e-mail address', async () => {
    expect(await chatOf().readUser(workspace.slack.dana.id)).toEqual({ name: 'Dana Reyes', email: 'dana@example.com' });
  });

  it('a form opens for the person who clicked', async () => {
    await workspace.slack.command({ user: 'robin', text: 'x' });
    const trigger = app.received.at(-1)?.form.get('trigger_id') ?? '';
    await chatOf().openForm(trigger, {
      id: 'request_changes',
      title: 'Request changes',
      label: 'What?',
      submit: 'Send',
      value: 'v',
    });
    expect(workspace.slack.openViews('robin')).toMatchObject([
      { view: { callback_id: 'request_changes', private_metadata: 'v' } },
    ]);
  });

  it('a refused token, a wrong request and a dead server are told apart', async () => {
    await expect(chatOf('xoxb-wrong').post(channel, { text: 'x' })).rejects.toMatchObject({ name: 'PolicyError', kind: 'auth' });
    await expect(chatOf().post('C404', { text: 'x' })).rejects.toMatchObject({ name: 'PolicyError' });
    await expect(chatOf().post(channel, { text: 'x' }, '1.000000')).rejects.toMatchObject({ name: 'InputError' });
    const dead = chatOf('xoxb-test', 'http://127.0.0.1:9/api/');
    await expect(dead.post(channel, { text: 'x' })).rejects.toMatchObject({ name: 'UpstreamError', code: 'SLACK_UNREACHABLE' });
  });
});
