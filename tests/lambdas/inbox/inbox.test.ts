import { describe, expect, test } from 'vitest';
import { subjectOfReview } from '#domain/place.ts';
import { aPlan, aTask, anExecution, TASK_ID } from '#tests/fakes/samples.ts';
import { openPlan } from '../webhooks/world.ts';
import {
  anInbox,
  aPull,
  CHANGE,
  comment,
  instructions,
  labelled,
  lineComment,
  liveTask,
  ours,
  PULL,
  REPO,
  review,
} from './inbox-world.ts';

describe('feedback on a pull request', () => {
  test('starts an iteration on its branch as it is now, shown by a reaction', async () => {
    const world = anInbox();
    expect(await world.deliver('issue_comment', comment('@agent use a constant'))).toMatchObject({
      http: 200,
      status: 'accepted',
    });
    expect(await world.work()).toBe(0);
    const task = await liveTask(world);
    expect(task).toMatchObject({ kind: 'iterate', resumeFrom: 'Execute', subject: PULL, changes: [CHANGE] });
    expect(task.requester).toEqual({ channel: 'github', id: 'wren', name: 'wren', email: 'wren@example.org' });
    expect(instructions(world, task.id)).toEqual(['use a constant']);
    expect(world.engine.started).toMatchObject([{ taskId: task.id, kind: 'iterate' }]);
    expect(world.reactions).toEqual(['eyes on IC_1', '+1 on IC_1']);
    expect(world.said.size).toBe(0);
  });

  test('that comes together becomes one iteration, with all of it', async () => {
    const world = anInbox([ours()]);
    await world.deliver('pull_request_review', review('changes_requested', 'Two things.'));
    await world.deliver('pull_request_review_comment', lineComment('@agent rename it'));
    await world.deliver('issue_comment', comment('@agent and a test please'));
    await world.work();
    const { id } = await liveTask(world);
    expect(world.engine.started).toHaveLength(1);
    expect(instructions(world, id)).toEqual([
      'Two things.',
      'On `src/rates.js`, line 12:\n```diff\n@@ -1 +1 @@\n-a\n+b\n```\n\nrename it',
      'and a test please',
    ]);
  });

  test('that is delivered again, and worked on again, is taken up once', async () => {
    const world = anInbox();
    await world.deliver('issue_comment', comment('@agent use a constant'), 'guid');
    expect(await world.deliver('issue_comment', comment('@agent use a constant'), 'guid')).toMatchObject({ status: 'duplicate' });
    await world.work();
    await world.work();
    expect(instructions(world, (await liveTask(world)).id)).toEqual(['use a constant']);
    expect(world.engine.started).toHaveLength(1);
  });

  test('on a task that is still at work is an instruction to it', async () => {
    const world = anInbox([ours({ status: 'awaiting_ci' })]);
    await world.deliver('issue_comment', comment('@agent use a constant'));
    await world.work();
    expect(instructions(world, TASK_ID)).toEqual(['use a constant']);
    expect(world.engine.started).toEqual([]);
  });

  test.each([
    ['that is merged', aPull({ state: 'merged' }), 'is merged'],
    ['that comes from a fork', aPull({ fromFork: true }), 'in a fork'],
  ])('%s is refused with the reason', async (_rule, pull, reason) => {
    const world = anInbox();
    world.pulls.set(7, pull);
    await world.deliver('issue_comment', comment('@agent use a constant'));
    await world.work();
    expect([...world.said.values()]).toEqual([expect.stringContaining(reason)]);
    expect(world.reactions).toEqual(['eyes on IC_1', 'confused on IC_1']);
    expect(world.engine.started).toEqual([]);
  });

  test.each([
    ['of somebody else’s', [], 'wren'],
    ['of ours by somebody without write access', [ours()], 'stranger'],
  ])('a review that asks for changes on a pull request %s is left alone', async (_rule, tasks, login) => {
    const world = anInbox(tasks);
    await world.deliver('pull_request_review', review('changes_requested', 'No.', login));
    await world.work();
    expect([world.engine.started, world.reactions, [...world.said]]).toEqual([[], [], []]);
  });
});

describe('who may command', () => {
  test('an outsider is told so by a reaction each time and one comment for all', async () => {
    const world = anInbox([ours({ status: 'awaiting_ci' })]);
    for (const text of ['@agent cancel', '@agent approve']) await world.deliver('issue_comment', comment(text, 'Stranger'));
    await world.work();
    expect([...world.said]).toEqual([[`${REPO}#7 stepwright:refused:stranger`, expect.stringContaining('write access')]]);
    expect(world.reactions.filter((one) => one.startsWith('-1'))).toHaveLength(2);
    expect((await world.store.readTask(TASK_ID))?.status).toBe('awaiting_ci');
  });

  test.each(['read', 'none'] as const)('%s access is not enough', async (permission) => {
    const world = anInbox();
    world.permissions.set('wren', permission);
    await world.deliver('issue_comment', comment('@agent do it'));
    await world.work();
    expect(world.engine.started).toEqual([]);
  });

  test('who is listed may, whatever the repository says', async () => {
    const world = anInbox();
    await world.deliver('issue_comment', comment('@agent do it', 'Listed'));
    await world.work();
    expect(world.engine.started).toHaveLength(1);
  });

  test.each([
    ['issue_comment', comment('@agent do it', 'stepwright[bot]')],
    [
      'issue_comment',
      { ...comment('@agent do it'), comment: { node_id: 'x', body: '@agent x', user: { login: 'ci', type: 'Bot' } } },
    ],
    ['pull_request_review', review('changes_requested', '@agent do it', 'linter[bot]')],
    ['issues', labelled('AI', 'triage[bot]')],
  ])('an app is not listened to: %s', async (name, body) => {
    const world = anInbox([ours()]);
    expect(await world.deliver(name, body)).toMatchObject({ status: 'ignored', reason: 'apps may not command' });
  });

  test.each([
    ['issue_comment', comment('thanks, agent')],
    ['issue_comment', comment('> @agent do it')],
    ['issue_comment', comment('`@agent do it`')],
    ['issue_comment', { ...comment('@agent do it'), action: 'edited' }],
    ['pull_request_review', review('approved', 'Fine.')],
    ['issues', labelled('ai')],
  ])('what does not address the agent is ignored: %s', async (name, body) => {
    expect(await anInbox([ours()]).deliver(name, body)).toMatchObject({ status: 'ignored' });
  });
});

describe('commands', () => {
  test('status is answered in a comment, in a review thread where it was asked', async () => {
    const world = anInbox([ours()]);
    await world.deliver('issue_comment', comment('@agent status'), 'one');
    await world.deliver('pull_request_review_comment', lineComment('@agent status'), 'two');
    await world.work();
    expect([...world.said.keys()]).toEqual([`${REPO}#7 stepwright:reply:one`, `${REPO}#7/30 stepwright:reply:two`]);
    expect(world.reactions).toContain('+1 on PRRC_31');
  });

  test('explain tells plan and work from the record', async () => {
    const world = anInbox([ours()]);
    const at = { taskId: TASK_ID, runId: `${TASK_ID}-run-1` };
    world.store.putResult({ ...at, step: 'plan-1' }, { type: 'plan', plan: aPlan(), planUrl: '', changes: [CHANGE] });
    const execution = anExecution({ decisions: ['50 itself ships free'] });
    world.store.putResult({ ...at, step: 'execute' }, { type: 'execution', execution });
    await world.deliver('issue_comment', comment('@agent explain'));
    await world.work();
    const [text = ''] = world.said.values();
    expect(text).toContain('Adds a threshold to the rates.');
    expect(text).toContain('50 itself ships free');
  });

  test('approve decides the plan, but not by who asked for it', async () => {
    const world = anInbox([aTask({ status: 'planning', changes: [CHANGE] })]);
    world.permissions.set('ann', 'write');
    await openPlan(world, 1);
    await world.deliver('issue_comment', comment('@agent approve', 'ann'));
    await world.work();
    expect([...world.said.values()]).toEqual([expect.stringContaining('somebody else has to approve')]);
    await world.deliver('issue_comment', comment('@agent approve'));
    await world.work();
    // The comment on the task's status shows it.
    expect(world.said.size).toBe(1);
    expect(world.reactions.at(-1)).toBe('+1 on IC_1');
    expect(world.engine.completed).toMatchObject([{ output: { verdict: 'approved' } }]);
  });

  test('fix ci starts at the checks of the present head', async () => {
    const world = anInbox([ours()]);
    await world.deliver('issue_comment', comment('@agent fix ci'));
    await world.work();
    expect(await liveTask(world)).toMatchObject({ kind: 'iterate', resumeFrom: 'AwaitCi', changes: [CHANGE] });
  });

  test('review starts a review beside what else is done there, of a fork, too; once', async () => {
    const world = anInbox([ours()]);
    world.pulls.set(7, aPull({ fromFork: true }));
    await world.deliver('issue_comment', comment('@agent review'), 'one');
    await world.deliver('issue_comment', comment('@agent review'), 'two');
    await world.work();
    const review = await liveTask(world, subjectOfReview({ repo: REPO, number: 7 }));
    expect(review).toMatchObject({ kind: 'review', resumeFrom: 'Review', changes: [], ticket: { summary: 'Free shipping' } });
    expect([...world.said.values()]).toEqual([`A review is being written already (\`${review.id}\`).`]);
    await world.deliver('issue_comment', comment('@agent use euros'), 'three');
    await world.work();
    expect(instructions(world, review.id)).toEqual([]);
  });

  test('a closed pull request is not reviewed, and that is said', async () => {
    const world = anInbox();
    world.pulls.set(7, aPull({ state: 'merged' }));
    await world.deliver('issue_comment', comment('@agent review'));
    await world.work();
    expect([...world.said.values()]).toEqual([`${REPO}#7 is merged, so there is nothing to review.`]);
    expect(world.reactions).toEqual(['eyes on IC_1', 'confused on IC_1']);
  });

  test('status where nothing was done is answered honestly', async () => {
    const world = anInbox();
    await world.deliver('issue_comment', comment('@agent status'));
    await world.work();
    expect(world.said.size).toBe(1);
    expect(world.reactions).toEqual(['eyes on IC_1', 'confused on IC_1']);
  });
});
