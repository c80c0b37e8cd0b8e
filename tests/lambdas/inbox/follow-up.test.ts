import { describe, expect, test } from 'vitest';
import { aChange, TASK_ID } from '#tests/fakes/samples.ts';
import { anInbox, aPull, CHANGE, type InboxWorld, liveTask, ours, push, REPO, review, status, suite } from './inbox-world.ts';

const RED_CHECKS = { concluded: true, checks: [{ name: 'test', conclusion: 'failure' as const, url: '' }] };
const why = (world: InboxWorld, taskId: string) =>
  world.store.facts(taskId).flatMap((fact) => (fact.type === 'task.woken' ? [fact.why] : []));

async function tell(world: InboxWorld, name: string, body: unknown): Promise<void> {
  await world.deliver(name, body);
  expect(await world.work()).toBe(0);
}

describe('a finished pull request of ours', () => {
  test.each([
    ['check_suite', suite('failure')],
    ['check_suite', suite('timed_out')],
    ['status', status('failure')],
    ['status', status('error')],
  ])('whose checks fail later (%s) is looked into, and says why', async (name, body) => {
    const world = anInbox([ours()]);
    world.at7.checks = RED_CHECKS;
    await tell(world, name, body);
    const task = await liveTask(world);
    expect(task).toMatchObject({ kind: 'iterate', resumeFrom: 'AwaitCi', changes: [CHANGE], requester: ours().requester });
    expect(why(world, task.id)).toEqual([`Checks of ${REPO}#7 fail after they had passed: test.`]);
  });

  test('is looked into once for one commit, however many tell of it', async () => {
    const world = anInbox([ours()]);
    world.at7.checks = RED_CHECKS;
    for (const body of [suite('failure'), suite('failure')]) await world.deliver('check_suite', body);
    await tell(world, 'status', status('error'));
    const { id } = await liveTask(world);
    await world.store.transition({ taskId: id, on: 'ci.awaited', facts: [] });
    await world.store.transition({ taskId: id, on: 'task.completed', facts: [] });
    await tell(world, 'check_suite', suite('failure'));
    expect(world.engine.started).toHaveLength(1);
  });

  test('that conflicts since its base branch moved is worked on', async () => {
    const world = anInbox([ours()]);
    world.at7.conflicting = true;
    await tell(world, 'push', push('main'));
    const task = await liveTask(world);
    expect(task).toMatchObject({ kind: 'iterate', resumeFrom: 'AwaitCi' });
    expect(why(world, task.id)).toEqual([`${REPO}#7 conflicts with main since that moved on.`]);
  });

  test.each([
    ['a push to another branch', 'push', push('feature'), 'ignored'],
    ['green checks', 'check_suite', suite('success'), 'ignored'],
    ['failing checks of the default branch', 'check_suite', suite('failure', 'main'), 'ignored'],
  ])('is not looked at because of %s', async (_rule, name, body, answer) => {
    expect(await anInbox([ours()]).deliver(name, body)).toMatchObject({ status: answer });
  });

  test('whose newest commit is somebody else’s is theirs, unless that only merged the base branch', async () => {
    const world = anInbox([ours()]);
    world.pulls.set(7, aPull({ change: { ...CHANGE, headSha: 'f'.repeat(40) } }));
    world.at7.checks = RED_CHECKS;
    await tell(world, 'check_suite', suite('failure'));
    expect(world.engine.started).toEqual([]);
    world.at7.isMerge = true;
    await tell(world, 'check_suite', suite('failure'));
    expect(why(world, (await liveTask(world)).id)).toEqual([
      `Checks of ${REPO}#7 fail after the base branch was merged into it: test.`,
    ]);
  });

  test.each([
    ['is being worked on', ours({ status: 'awaiting_ci' }), aPull()],
    ['was given up', ours({ status: 'failed' }), aPull()],
    ['is somebody else’s, whatever we did there once', ours({ kind: 'iterate' }), aPull()],
    ['is closed', ours(), aPull({ state: 'closed' })],
    ['is a draft again', ours(), aPull({ draft: true })],
  ])('is left alone when it %s', async (_rule, task, pull) => {
    const world = anInbox([task]);
    world.pulls.set(7, pull);
    world.at7.checks = RED_CHECKS;
    world.at7.conflicting = true;
    await tell(world, 'check_suite', suite('failure'));
    await tell(world, 'push', push('main'));
    expect([world.engine.started, [...world.said]]).toEqual([[], []]);
  });

  test('is looked at again when GitHub could not be asked', async () => {
    const world = anInbox([ours()]);
    world.at7.checks = RED_CHECKS;
    world.store.findTaskByPullRequest = async () => {
      throw new Error('the table is away');
    };
    await world.deliver('check_suite', suite('failure'));
    expect(await world.work()).toBe(1);
  });
});

describe('merging, when it is wanted', () => {
  const approved = { login: 'wren', byBot: false, says: 'approved', headSha: CHANGE.headSha } as const;

  test('what is green and approved is merged, exactly that commit', async () => {
    const world = anInbox([ours()], 'squash');
    world.at7.verdicts = [approved];
    await tell(world, 'pull_request_review', review('approved'));
    expect(world.at7.merged).toEqual([`${CHANGE.headSha} by squash`]);
  });

  test('what was approved before it was green is merged when it is', async () => {
    const world = anInbox([ours()], 'merge');
    world.at7.verdicts = [approved];
    world.at7.checks = { concluded: false, checks: [] };
    await tell(world, 'pull_request_review', review('approved'));
    expect(world.at7.merged).toEqual([]);
    world.at7.checks = { concluded: true, checks: [] };
    await tell(world, 'check_suite', suite('success'));
    expect(world.at7.merged).toHaveLength(1);
  });

  test('a refusal of GitHub’s is told on the pull request', async () => {
    const world = anInbox([ours()], 'rebase');
    world.at7.verdicts = [approved];
    world.at7.refusal = 'At least 2 approving reviews are required.';
    await tell(world, 'pull_request_review', review('approved'));
    expect([...world.said]).toEqual([[`${REPO}#7 stepwright:merge:${TASK_ID}`, expect.stringContaining('At least 2 approving')]]);
  });

  test.each([
    ['another commit was approved', [{ ...approved, headSha: 'e'.repeat(40) }], ours(), /an earlier commit/],
    [
      'somebody asks for changes',
      [approved, { ...approved, login: 'ann', says: 'changes-requested' }],
      ours(),
      /ann asked for changes/,
    ],
    ['it is one of several', [approved], ours({ changes: [CHANGE, aChange({ repo: 'acme/api' })] }), /people merge in the order/],
  ] as const)('whoever approved is told by one comment that nothing is merged when %s', async (_rule, verdicts, task, why) => {
    const world = anInbox([task], 'merge');
    world.permissions.set('ann', 'write');
    world.at7.verdicts = [...verdicts];
    await tell(world, 'pull_request_review', review('approved'));
    await tell(world, 'check_suite', suite('success'));
    expect(world.at7.merged).toEqual([]);
    expect([...world.said]).toEqual([[`${REPO}#7 stepwright:merge:${TASK_ID}`, expect.stringMatching(why)]]);
  });

  test('what two events find ready at once is merged once, and told as no failure', async () => {
    const world = anInbox([ours()], 'squash');
    world.at7.verdicts = [approved];
    world.at7.refusal = 'Pull Request is not mergeable';
    // GitHub tells it as open to both, and as merged by the time one of them is refused.
    let asked = 0;
    world.pulls.get = () => aPull((asked += 1) > 1 ? { state: 'merged' } : {});
    await tell(world, 'pull_request_review', review('approved'));
    expect([...world.said]).toEqual([]);
  });

  test.each([
    ['checks fail', { checks: RED_CHECKS }],
    ['it conflicts', { conflicting: true }],
  ])('approved or not, it is worked on and not merged when %s', async (_rule, at7) => {
    const world = anInbox([ours()], 'merge');
    Object.assign(world.at7, at7, { verdicts: [approved] });
    await tell(world, 'pull_request_review', review('approved'));
    expect(world.at7.merged).toEqual([]);
    expect(await liveTask(world)).toMatchObject({ kind: 'iterate' });
  });

  test.each([
    ['nobody wants it', 'off', [approved], ours()],
    ['somebody without write access approved', 'merge', [{ ...approved, login: 'stranger' }], ours()],
    ['an app approved', 'merge', [{ ...approved, byBot: true }], ours()],
    ['the approval was taken back', 'merge', [approved, { ...approved, says: 'dismissed' }], ours()],
  ] as const)('nothing is merged, or said, when %s', async (_rule, autoMerge, verdicts, task) => {
    const world = anInbox([task], autoMerge);
    world.at7.verdicts = [...verdicts];
    await tell(world, 'pull_request_review', review('approved'));
    await tell(world, 'check_suite', suite('success'));
    expect([world.at7.merged, [...world.said]]).toEqual([[], []]);
  });
});
