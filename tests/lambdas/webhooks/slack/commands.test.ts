import { describe, expect, test } from 'vitest';
import { aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { slackDelivery } from '../signed.ts';
import { aWorld, bodyOf, type World, worldAwaitingApproval } from '../world.ts';
import { RESPONSE_URL, send, slash } from './requests.ts';

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
    ['help approve', '/agent approve'],
    ['aprove SHOP-1', 'Did you mean'],
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
    [`changes ${TASK_ID}`, 'That is written'],
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

  test('starts a task on a repository, of whoever typed it, with the channel as its source', async () => {
    const world = startWorld();
    const answer = await send(world, slash('start acme/shop Ship for free'));
    expect(bodyOf(answer)).toMatchObject({
      text: expect.stringMatching(/^Task `task_\w+` \(SLACK-\d+\) is started on acme\/shop/),
    });
    const { items } = await world.store.listTasks({ status: 'submitted', limit: 10 });
    expect(items).toMatchObject([
      {
        requester: { channel: 'slack', id: 'U0OMAR', email: 'u0omar@example.org' },
        ticket: { repo: 'acme/shop', url: 'https://example.slack.com/archives/C0AGENTS' },
      },
    ]);
  });

  test('does not start a task while Slack cannot tell for whom', async () => {
    const world = startWorld();
    world.down.add('slack');
    expect(bodyOf(await send(world, slash('start acme/shop x')))).toMatchObject({ text: expect.stringContaining('try again') });
    expect(world.engine.started).toEqual([]);
  });

  test('that took longer than Slack waits is answered at the response URL as well', async () => {
    const world = await worldAwaitingApproval();
    const task = await world.store.readTask(TASK_ID);
    world.store.readTask = async () => {
      world.clock.pass(4);
      return task;
    };
    await send(world, slash(`status ${TASK_ID}`));
    expect(world.responses).toEqual([{ url: RESPONSE_URL, text: expect.stringContaining('awaiting_approval') }]);
  });
});

function startWorld(): World {
  const repository = { name: 'acme/shop', description: '', defaultBranch: 'main', topics: [], cloneUrl: '' };
  return aWorld([], {}, { repoHost: { readRepository: async () => repository } });
}

describe('what Slack shows', () => {
  test('never takes a ticket’s text for a mention or a link', async () => {
    const ticket = { ...aTask().ticket, summary: 'Tell <!channel> & <https://x.org|all>' };
    const world = aWorld([aTask({ ticket })]);
    const answer = await send(world, slash(`status ${TASK_ID}`));
    expect(bodyOf(answer)).toMatchObject({ text: expect.stringContaining('&lt;!channel&gt; &amp; &lt;<https://x.org>|all&gt;') });
  });
});
