import { describe, expect, test } from 'vitest';
import { approvalRefOf } from '#domain/ids.ts';
import { aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { hmac, proxyEvent, slackDelivery } from '../signed.ts';
import { aWorld, bodyOf, openPlan, recorded, type World, worldAwaitingApproval } from '../world.ts';

const RESPONSE_URL = 'https://hooks.slack.com/actions/T0001/1/abc';

function slash(text: string, fields: Record<string, string> = {}): Record<string, string> {
  return {
    command: '/agent',
    text,
    user_id: 'U0OMAR',
    user_name: 'omar',
    trigger_id: '1.2.a',
    response_url: RESPONSE_URL,
    ...fields,
  };
}

function button(action: string, value: string, fields: object = {}): Record<string, string> {
  const actions = [{ action_id: action, type: 'button', value }];
  const user = { id: 'U0OMAR', username: 'omar' };
  return {
    payload: JSON.stringify({ type: 'block_actions', user, trigger_id: '1.2.b', response_url: RESPONSE_URL, actions, ...fields }),
  };
}

function form(text: string | null, metadata: object): Record<string, string> {
  const view = {
    id: 'V1',
    callback_id: 'request_changes',
    private_metadata: JSON.stringify(metadata),
    state: { values: { text: { text: { type: 'plain_text_input', value: text } } } },
  };
  return {
    payload: JSON.stringify({ type: 'view_submission', user: { id: 'U0OMAR', name: 'omar' }, trigger_id: '1.2.c', view }),
  };
}

const send = (world: World, fields: Record<string, string>): ReturnType<World['slack']> =>
  world.slack(slackDelivery(fields, world.clock.now()));

describe('a slash command', () => {
  test('approves as the person Slack knows, and is answered only to them', async () => {
    const world = await worldAwaitingApproval();
    const answer = await send(world, slash(`approve ${TASK_ID}`));
    expect(bodyOf(answer)).toEqual({ response_type: 'ephemeral', text: expect.stringContaining('Plan 1 of SHOP-1 is approved') });
    expect(answer.headers).toMatchObject({ 'x-stepwright-status': 'accepted' });
    expect(world.engine.completed).toEqual([{ token: 'approval-token-1', output: { verdict: 'approved' } }]);
    expect(await world.store.readApproval(TASK_ID)).toMatchObject({
      decision: { by: { channel: 'slack', id: 'U0OMAR', name: 'User U0OMAR', email: 'u0omar@example.org' } },
    });
  });

  test('may name the ticket in place of the task', async () => {
    const world = await worldAwaitingApproval();
    await send(world, slash('reject shop-1 too risky'));
    expect(world.engine.completed).toEqual([{ token: 'approval-token-1', output: { verdict: 'rejected' } }]);
  });

  test('by the requester, known by the e-mail address, does not approve', async () => {
    const world = await worldAwaitingApproval();
    const answer = await send(world, slash(`approve ${TASK_ID}`, { user_id: 'ann' }));
    expect(bodyOf(answer)).toMatchObject({ text: 'You asked for this task, so somebody else has to approve it.' });
    expect(world.engine.completed).toEqual([]);
  });

  test('does not decide while Slack cannot tell who gives it, but may still cancel', async () => {
    const world = await worldAwaitingApproval();
    world.down.add('slack');
    expect(bodyOf(await send(world, slash(`approve ${TASK_ID}`)))).toMatchObject({ text: expect.stringContaining('try again') });
    expect(world.engine.completed).toEqual([]);
    expect(bodyOf(await send(world, slash(`cancel ${TASK_ID}`, { trigger_id: 'other' })))).toMatchObject({
      text: expect.stringContaining('is cancelled'),
    });
  });

  test.each([
    ['', 'What I understand'],
    ['help', 'What I understand'],
    [`status ${TASK_ID}`, 'awaiting_approval'],
    ['status SHOP-1', 'https://git.example/plan/1'],
    ['list', TASK_ID],
    ['list completed', 'No task is completed.'],
    [`logs ${TASK_ID} 1`, 'approval.requested'],
    ['dance', 'I do not know'],
    ['approve', 'Which task?'],
    ['approve task_nonsense', 'is not a task id'],
    ['approve task_01JC0000000000000000000009', 'There is no task'],
    [`retry ${TASK_ID}`, 'nothing to retry'],
    [`changes ${TASK_ID}`, 'Say what should change'],
  ])('"%s" is answered', async (text, expected) => {
    const world = await worldAwaitingApproval();
    const answer = await send(world, slash(text));
    expect(answer.statusCode).toBe(200);
    expect(bodyOf(answer)).toEqual({ response_type: 'ephemeral', text: expect.stringContaining(expected) });
    expect(world.engine.completed).toEqual([]);
    expect(answer.body).not.toContain('token');
  });

  test('that fails for now says so and asks to repeat it', async () => {
    const world = aWorld([aTask({ status: 'failed' })]);
    world.agents.down = true;
    const answer = await send(world, slash(`retry ${TASK_ID}`));
    expect(answer.statusCode).toBe(200);
    expect(bodyOf(answer)).toMatchObject({ text: expect.stringMatching(/^That could not be done: .*Try again/) });
  });

  test('captured and sent again does nothing', async () => {
    const world = await worldAwaitingApproval();
    const delivery = slackDelivery(slash(`changes ${TASK_ID} use a map`), world.clock.now());
    await world.slack(delivery);
    expect((await world.slack(delivery)).headers).toMatchObject({ 'x-stepwright-status': 'duplicate' });
    expect(world.engine.completed).toHaveLength(1);
  });
});

describe('what Slack shows', () => {
  test('never takes a ticket’s text for a mention or a link', async () => {
    const ticket = { ...aTask().ticket, summary: 'Tell <!channel> & <https://x.org|all>' };
    const world = aWorld([aTask({ ticket })]);
    const answer = await send(world, slash(`status ${TASK_ID}`));
    expect(bodyOf(answer)).toMatchObject({ text: expect.stringContaining('&lt;!channel&gt; &amp; &lt;https://x.org|all&gt;') });
  });
});

describe('a button', () => {
  test.each([
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ])('%s decides and answers at the response URL', async (action, verdict) => {
    const world = await worldAwaitingApproval();
    expect(bodyOf(await send(world, button(action, approvalRefOf(TASK_ID, 1))))).toMatchObject({
      status: 'accepted',
      taskId: TASK_ID,
    });
    expect(world.engine.completed).toEqual([{ token: 'approval-token-1', output: { verdict } }]);
    expect(world.responses).toEqual([{ url: RESPONSE_URL, text: expect.stringContaining(`is ${verdict}`) }]);
  });

  test('of an older plan does not approve the newer one', async () => {
    const world = await worldAwaitingApproval();
    await world.store.transition({ taskId: TASK_ID, on: 'planning.started', facts: [] });
    await openPlan(world, 2);
    await send(world, button('approve', approvalRefOf(TASK_ID, 1)));
    expect(world.engine.completed).toEqual([]);
    expect(world.responses).toEqual([{ url: RESPONSE_URL, text: expect.stringContaining('Please look at plan 2') }]);
  });

  test('pressed by two people decides once, and the second is told whose decision counts', async () => {
    const world = await worldAwaitingApproval();
    await send(world, button('approve', TASK_ID));
    await send(world, button('reject', TASK_ID, { user: { id: 'U9' }, trigger_id: 'other' }));
    expect(world.engine.completed).toHaveLength(1);
    expect(world.responses[1]?.text).toContain('already approved by User U0OMAR');
  });

  test('request changes asks in a form, whose text goes back to planning', async () => {
    const world = await worldAwaitingApproval();
    await send(world, button('request_changes', approvalRefOf(TASK_ID, 1)));
    const [opened] = world.forms;
    expect(opened).toMatchObject({ trigger: '1.2.b', form: { id: 'request_changes' } });
    expect(world.engine.completed).toEqual([]);
    const answer = await send(world, form('Use a map', JSON.parse(opened?.form.value ?? '')));
    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(world.engine.completed).toEqual([{ token: 'approval-token-1', output: { verdict: 'changes_requested' } }]);
    expect(world.responses).toEqual([{ url: RESPONSE_URL, text: expect.stringContaining('sent back') }]);
  });

  test('whose form cannot be opened says how else to do it', async () => {
    const world = await worldAwaitingApproval();
    world.down.add('slack');
    expect(bodyOf(await send(world, button('request_changes', TASK_ID)))).toMatchObject({ status: 'refused' });
    expect(world.responses).toEqual([{ url: RESPONSE_URL, text: expect.stringContaining('/agent changes') }]);
  });

  test.each([null, '  '])('a form with %j stays open and says what is missing', async (text) => {
    const world = await worldAwaitingApproval();
    const answer = await send(world, form(text, { ref: TASK_ID }));
    expect(bodyOf(answer)).toEqual({
      response_action: 'errors',
      errors: { text: expect.stringContaining('Say what should change') },
    });
  });

  test.each([
    ['that opens a page', button('open', '')],
    ['without a task', button('approve', 'x')],
    ['with a revision that is none', button('approve', `${TASK_ID}/x`)],
    ['of a shortcut', { payload: JSON.stringify({ type: 'shortcut' }) }],
    ['of nothing', { hello: 'world' }],
    ['of a certificate check', { ssl_check: '1' }],
  ])('%s is ignored', async (_rule, fields) => {
    const world = await worldAwaitingApproval();
    expect(bodyOf(await send(world, fields))).toMatchObject({ status: 'ignored', reason: expect.stringMatching(/./) });
  });

  test('as recorded from Slack is understood', async () => {
    const world = aWorld();
    const { payload } = recorded('slack-button-approve');
    const answer = bodyOf(await send(world, { payload: JSON.stringify(payload) }));
    expect(answer).toMatchObject({ status: 'refused', reply: expect.stringContaining('There is no task') });
  });
});

describe('a bad delivery', () => {
  const body = new URLSearchParams(slash(`approve ${TASK_ID}`)).toString();
  const now = Date.parse('2026-11-02T09:00:00.000Z') / 1_000;
  const signed = (at: number | string, secret = 'slack-secret', sent = body): ReturnType<typeof proxyEvent> =>
    proxyEvent(sent, {
      'X-Slack-Request-Timestamp': String(at),
      'X-Slack-Signature': `v0=${hmac(secret, `v0:${at}:${body}`)}`,
    });

  test.each([
    ['without a signature', proxyEvent(body, { 'X-Slack-Request-Timestamp': String(now) }), 401, 'SIGNATURE_MISSING'],
    ['without a timestamp', proxyEvent(body, { 'X-Slack-Signature': 'v0=a' }), 401, 'SIGNATURE_MISSING'],
    ['with another secret', signed(now, 'other'), 401, 'SIGNATURE_INVALID'],
    ['with another body', signed(now, 'slack-secret', `${body}&x=1`), 401, 'SIGNATURE_INVALID'],
    ['with a timestamp that is no number', signed('soon'), 401, 'SIGNATURE_INVALID'],
    ['more than five minutes old', signed(now - 301), 401, 'STALE_DELIVERY'],
    ['more than five minutes ahead', signed(now + 301), 401, 'STALE_DELIVERY'],
  ])('%s is refused', async (_rule, event, status, code) => {
    const world = await worldAwaitingApproval();
    const answer = await world.slack(event);
    expect([answer.statusCode, bodyOf(answer)]).toEqual([status, { error: { code, message: expect.stringMatching(/./) } }]);
    expect(world.engine.completed).toEqual([]);
  });

  test.each([now - 300, now + 300])('five minutes off is in time', async (at) => {
    const world = await worldAwaitingApproval();
    expect((await world.slack(signed(at))).statusCode).toBe(200);
    expect(world.engine.completed).toHaveLength(1);
  });

  test.each(['payload=%7B', 'payload=1', 'payload=%7B%22type%22%3A%22block_actions%22%7D', 'command=%2Fagent'])(
    '%s is 400',
    async (text) => {
      const world = aWorld();
      const answer = await send(world, Object.fromEntries(new URLSearchParams(text)));
      expect(answer.statusCode).toBe(400);
    },
  );
});
