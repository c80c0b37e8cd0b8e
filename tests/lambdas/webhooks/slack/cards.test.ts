import { describe, expect, test } from 'vitest';
import { approvalRefOf } from '#domain/ids.ts';
import { ANN, TASK_ID } from '#tests/fakes/samples.ts';
import { aWorld, bodyOf, openPlan, recorded, worldAwaitingApproval } from '../world.ts';
import { button, form, RESPONSE_URL, send } from './requests.ts';

describe('a button', () => {
  test('approves, which the card shows: nothing else is said', async () => {
    const world = await worldAwaitingApproval();
    const answer = await send(world, button('approve', approvalRefOf(TASK_ID, 1)));
    expect(bodyOf(answer)).toMatchObject({ status: 'accepted', taskId: TASK_ID });
    expect(world.engine.completed).toEqual([{ token: 'approval-token-1', output: { verdict: 'approved' } }]);
    expect(world.responses).toEqual([]);
  });

  test('pressed twice by one person is no contradiction', async () => {
    const world = await worldAwaitingApproval();
    const clicks = [1, 2].map((n) => button('approve', approvalRefOf(TASK_ID, 1), { trigger_id: `click-${n}` }));
    const answers = await Promise.all(clicks.map(async (click) => bodyOf(await send(world, click))));
    expect(answers).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }]);
    expect([world.engine.completed.length, world.responses.length]).toEqual([1, 0]);
  });

  test('that cannot be told to the workflow says that, and only that', async () => {
    const world = await worldAwaitingApproval();
    world.engine.down = true;
    await send(world, button('approve', approvalRefOf(TASK_ID, 1)));
    expect(world.responses).toEqual([{ url: RESPONSE_URL, text: expect.stringMatching(/^The workflow could not be reached/) }]);
  });

  test('of somebody who may not approve is answered only to them, with the reason', async () => {
    const world = await worldAwaitingApproval();
    await send(world, button('approve', TASK_ID, { user: { id: 'ann', team_id: 'T0001' } }));
    expect(world.engine.completed).toEqual([]);
    expect(world.responses).toEqual([{ url: RESPONSE_URL, text: expect.stringContaining('You asked for this task') }]);
  });

  test.each(['approve', 'reject'])('%s of somebody from another workspace does nothing and says so', async (action) => {
    const world = await worldAwaitingApproval();
    const answer = await send(world, button(action, TASK_ID, { user: { id: 'U9', team_id: 'T0OTHER' } }));
    expect(bodyOf(answer)).toMatchObject({ status: 'refused' });
    expect([world.engine.completed, world.forms]).toEqual([[], []]);
    expect(world.responses).toEqual([{ url: RESPONSE_URL, text: expect.stringContaining('another one') }]);
  });

  test('whose response URL has expired is answered in the channel, for that person alone', async () => {
    const world = await worldAwaitingApproval();
    await send(world, button('approve', TASK_ID, { user: { id: 'ann' }, response_url: 'https://hooks.slack.com/expired' }));
    expect(world.whispers).toEqual([{ channel: 'C0AGENTS', user: 'ann', text: expect.stringContaining('You asked for') }]);
  });

  test('stays decided when nobody can be told', async () => {
    const world = await worldAwaitingApproval();
    world.down.add('slack');
    await world.store.decideApproval(TASK_ID, 1, {
      verdict: 'rejected',
      by: ANN,
      reason: '',
      at: world.clock.now().toISOString(),
    });
    const expired = { response_url: 'https://hooks.slack.com/expired' };
    const answer = await send(world, button('approve', TASK_ID, expired));
    expect(bodyOf(answer)).toMatchObject({ status: 'refused', reason: 'the reply could not be delivered' });
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
    await send(world, button('approve', TASK_ID, { user: { id: 'U9' }, trigger_id: 'other' }));
    expect(world.engine.completed).toHaveLength(1);
    expect(world.responses.at(-1)?.text).toContain('already approved by User U0OMAR');
  });

  test.each([
    ['request_changes', 'Use a map', { verdict: 'changes_requested', reason: 'Use a map' }],
    ['reject', 'Too risky', { verdict: 'rejected', reason: 'Too risky' }],
    ['reject', null, { verdict: 'rejected', reason: '' }],
  ])('%s asks in a form, and %j is what is decided with, as the card shows', async (action, text, decision) => {
    const world = await worldAwaitingApproval();
    await send(world, button(action, approvalRefOf(TASK_ID, 1)));
    const [opened] = world.forms;
    expect(opened).toMatchObject({ trigger: '1.2.b', form: { id: action, optional: action === 'reject' } });
    expect(world.engine.completed).toEqual([]);
    const answer = await send(world, form(action, text, JSON.parse(opened?.form.value ?? '')));
    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(await world.store.readApproval(TASK_ID)).toMatchObject({ decision });
    expect(world.responses).toEqual([]);
  });

  test('whose form cannot be opened says how else to do it', async () => {
    const world = await worldAwaitingApproval();
    world.down.add('slack');
    expect(bodyOf(await send(world, button('request_changes', TASK_ID)))).toMatchObject({ status: 'refused' });
    expect(world.responses).toEqual([{ url: RESPONSE_URL, text: expect.stringContaining('/agent changes') }]);
  });

  test.each([null, '  '])('a form with %j stays open and says what is missing', async (text) => {
    const world = await worldAwaitingApproval();
    const answer = await send(world, form('request_changes', text, { ref: TASK_ID }));
    expect(bodyOf(answer)).toEqual({
      response_action: 'errors',
      errors: { text: expect.stringContaining('Say what should change') },
    });
  });

  test('a form that comes too late says whose decision counts, without the signs of Markdown', async () => {
    const world = await worldAwaitingApproval();
    const at = world.clock.now().toISOString();
    await world.store.decideApproval(TASK_ID, 1, { verdict: 'rejected', by: ANN, reason: 'Use *one* a_b', at });
    const answer = await send(world, form('request_changes', 'Smaller', { ref: approvalRefOf(TASK_ID, 1) }));
    expect(bodyOf(answer)).toMatchObject({ errors: { text: expect.stringContaining('by Ann in Jira') } });
    expect(bodyOf(answer)).toMatchObject({ errors: { text: expect.stringContaining('("Use *one* a_b")') } });
  });

  test.each([
    ['that opens a page', button('open', '')],
    ['without a task', button('approve', 'x')],
    ['with a revision that is none', button('approve', `${TASK_ID}/x`)],
    ['of a shortcut', { payload: JSON.stringify({ type: 'shortcut' }) }],
    ['of a form that is not ours', form('other', 'x', {})],
    ['of a form closed', { payload: JSON.stringify({ type: 'view_closed' }) }],
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
