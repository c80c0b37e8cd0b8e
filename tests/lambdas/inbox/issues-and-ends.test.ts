import { describe, expect, test } from 'vitest';
import { TASK_ID } from '#tests/fakes/samples.ts';
import {
  anInbox,
  CHANGE,
  closed,
  comment,
  issueComment,
  instructions,
  labelled,
  liveTask,
  ours,
  PULL,
  REPO,
} from './inbox-world.ts';

describe('issues', () => {
  const ISSUE = { channel: 'github', key: `${REPO}#9` };

  test('with the label become a task about what they say', async () => {
    const world = anInbox();
    await world.deliver('issues', labelled('AI'));
    await world.work();
    expect(await liveTask(world, ISSUE)).toMatchObject({
      kind: 'change',
      resumeFrom: 'Discover',
      ticket: { key: `${REPO}#9`, summary: 'Free shipping', description: 'Over 50.', labels: ['AI'] },
    });
    expect(world.reactions).toEqual(['eyes on I_9']);
  });

  test('labelled again while the task is live start nothing, which one comment says', async () => {
    const world = anInbox();
    for (const id of ['one', 'two', 'three']) await world.deliver('issues', labelled('AI'), id);
    await world.work();
    const { id } = await liveTask(world, ISSUE);
    expect(world.engine.started).toHaveLength(1);
    expect([...world.said]).toEqual([[`${REPO}#9 stepwright:at-work:${id}`, expect.stringContaining(id)]]);
  });

  test('labelled by somebody without write access, as a template does, do not', async () => {
    const world = anInbox();
    await world.deliver('issues', labelled('AI', 'stranger'));
    await world.work();
    expect(world.engine.started).toEqual([]);
    expect(world.said.size).toBe(1);
  });

  test('become a task by a comment that says what to do, once', async () => {
    const world = anInbox();
    await world.deliver('issue_comment', issueComment('@agent do it without a flag'));
    await world.deliver('issues', labelled('AI'));
    await world.deliver('issue_comment', issueComment('@agent and document it'));
    await world.work();
    const { id } = await liveTask(world, ISSUE);
    expect(instructions(world, id)).toEqual(['do it without a flag', 'and document it']);
    expect(world.engine.started).toHaveLength(1);
  });
});

describe('a pull request that is closed', () => {
  test.each([
    [true, 'awaiting_ci', 'completed', 'wren merged acme/shop#7.'],
    [true, 'planning', 'cancelled', 'wren merged acme/shop#7.'],
    [false, 'executing', 'cancelled', 'wren closed acme/shop#7 without merging it.'],
  ] as const)('merged %s while its task is %s leaves it %s', async (merged, status, after, outcome) => {
    const world = anInbox([ours({ status })]);
    await world.deliver('pull_request', closed(merged));
    await world.work();
    expect(await world.store.readTask(TASK_ID)).toMatchObject({ status: after, outcome });
    expect(world.engine.stopped).toEqual([`${TASK_ID}-run-1`]);
    expect(world.agents.calls).toContain('stop execution');
  });

  test('is put on record when its task had ended', async () => {
    const world = anInbox([ours()]);
    await world.deliver('pull_request', closed(true));
    await world.work();
    expect(world.store.facts(TASK_ID)).toMatchObject([{ type: 'pull-request.closed', merged: true }]);
    expect(world.engine.stopped).toEqual([]);
  });

  test('is put on record for whoever asked for the change and whoever asked for the latest work on it, once each', async () => {
    const again = { id: 'task_01JC0000000000000000000002', kind: 'iterate', subject: PULL } as const;
    const world = anInbox([ours(), ours(again)]);
    await world.deliver('pull_request', closed(true));
    // As if it had died each time before it noted that the work is done.
    world.store.hasDelivery = async () => false;
    for (let time = 0; time < 2; time += 1) expect(await world.work()).toBe(0);
    for (const id of [TASK_ID, again.id]) expect(world.store.facts(id)).toMatchObject([{ type: 'pull-request.closed' }]);
  });

  test('by ourselves ends nothing', async () => {
    const world = anInbox([ours({ status: 'discovering' })]);
    await world.deliver('pull_request', { ...closed(false), sender: { login: 'stepwright[bot]', type: 'Bot' } });
    await world.work();
    expect((await world.store.readTask(TASK_ID))?.status).toBe('discovering');
  });

  test('leaves a task alone that has other pull requests', async () => {
    const world = anInbox([ours({ status: 'executing', changes: [CHANGE, { ...CHANGE, repo: 'acme/web' }] })]);
    await world.deliver('pull_request', closed(false));
    await world.work();
    expect((await world.store.readTask(TASK_ID))?.status).toBe('executing');
  });
});

describe('when GitHub fails', () => {
  test('before it said who may command, nothing is done, and all of it when the record comes again', async () => {
    const world = anInbox();
    await world.deliver('issue_comment', comment('@agent use a constant'));
    world.failing.add('readPermission');
    expect(await world.work()).toBe(1);
    expect(world.engine.started).toEqual([]);
    world.failing.clear();
    expect(await world.work()).toBe(0);
    expect(world.engine.started).toHaveLength(1);
  });

  test('at the answer, the answer is given later and nothing is done twice', async () => {
    const world = anInbox([ours({ status: 'awaiting_ci' })]);
    await world.deliver('issue_comment', comment('@agent use a constant'));
    world.failing.add('upsertComment');
    expect(await world.work()).toBe(1);
    world.failing.clear();
    expect(await world.work()).toBe(0);
    expect([...world.said.values()]).toEqual([expect.stringContaining('Noted for')]);
    expect(instructions(world, TASK_ID)).toHaveLength(1);
  });
});
