import { randomUUID } from 'node:crypto';
import type { Octokit } from '@octokit/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { subjectOfPlace, subjectOfReview } from '#domain/place.ts';
import type { Change } from '#domain/task.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { type Environment, removeDirectory, startEnvironment, temporaryDirectory } from './environment.ts';
import { commitsOf, deliverApproval, octokitOf, requireCheck, split, takeOver } from './github.ts';
import { APPROVER, fileTicket, jiraOf, slackCommand, storeOf, until, untilEnded, untilTask } from './people.ts';
import { slackPeople } from './slack-people.ts';

const RULE = 'src/free-shipping.js';
const TESTS = 'test/free-shipping.test.js';

describe('a pull request that people talk to', () => {
  const dataDir = temporaryDirectory();
  let environment: Environment;
  let store: TaskStore;
  let reviewer: Octokit;
  let visitor: Octokit;
  let change: Change;
  let madeBy: string;
  /** Of the issue's pull request. */
  let beside: Change | undefined;
  /** Somebody's commit on it. */
  let theirs: string | undefined;

  beforeAll(async () => {
    environment = await startEnvironment(dataDir, { STEPWRIGHT_AUTO_MERGE: 'squash' });
    const { local } = environment;
    store = storeOf(local);
    reviewer = octokitOf(local, 'reviewer');
    visitor = octokitOf(local, 'visitor');
    madeBy = await untilTask(store, await fileTicket(local, 'Free shipping from 50 €'));
    await until('a plan', async () => ((await store.readTask(madeBy))?.status === 'awaiting_approval' ? true : undefined));
    await slackCommand(local, `approve ${madeBy}`, APPROVER);
    const task = await untilEnded(store, madeBy);
    const [made] = task.changes;
    if (task.status !== 'completed' || !made) throw new Error(`there is no pull request: ${task.outcome}`);
    change = made;
  }, 300_000);
  afterAll(async () => {
    await environment?.stop();
    removeDirectory(dataDir);
  });

  const pull = () => ({ ...split(change.repo), pull_number: change.prNumber });
  const issue = () => ({ ...split(change.repo), issue_number: change.prNumber });
  const say = async (who: Octokit, body: string): Promise<number> =>
    (await who.rest.issues.createComment({ ...issue(), body })).data.id;
  const comments = async () => (await reviewer.rest.issues.listComments({ ...issue(), per_page: 100 })).data;
  const lineComments = async () => (await reviewer.rest.pulls.listReviewComments({ ...pull(), per_page: 100 })).data;
  const reviews = async () => (await reviewer.rest.pulls.listReviews({ ...pull(), per_page: 100 })).data;
  const repliesTo = async (id: number) => (await lineComments()).filter((one) => one.in_reply_to_id === id);
  const answersTo = async (id: number) => (await repliesTo(id)).filter(({ user }) => user?.login === 'stepwright[bot]');
  const head = async () => (await reviewer.rest.pulls.get(pull())).data.head.sha;
  const reactionsTo = async (id: number): Promise<readonly string[]> =>
    (await reviewer.rest.reactions.listForIssueComment({ ...split(change.repo), comment_id: id })).data.map(
      ({ content, user }) => `${user?.login} ${content}`,
    );
  const untilReaction = (id: number, content: string): Promise<true> =>
    until(`the reaction ${content}`, async () =>
      (await reactionsTo(id)).includes(`stepwright[bot] ${content}`) ? true : undefined,
    );
  const place = () => ({ repo: change.repo, number: change.prNumber });

  const untilSaid = (words: string) => until(words, async () => (await comments()).find(({ body = '' }) => body.includes(words)));

  const addTheirs = async (): Promise<void> => {
    if (!beside) throw new Error('the issue has no pull request');
    const file = { path: 'NOTES.md', message: 'By hand', content: Buffer.from('Mine.').toString('base64') };
    const { data } = await reviewer.rest.repos.createOrUpdateFileContents({
      ...split(beside.repo),
      branch: beside.branch,
      ...file,
    });
    theirs = data.commit.sha;
  };

  test('a base branch that moves on is followed where that is safe: rebased, tested, green, and nobody was asked', async () => {
    const { local } = environment;
    const main = await takeOver(octokitOf(local), change, 'README.md');
    const taskId = await until('work on the conflict', () => store.findLiveTask(subjectOfPlace(place())));
    expect(await untilEnded(store, taskId)).toMatchObject({ kind: 'iterate', status: 'completed', ciRounds: 1 });
    const { data } = await reviewer.rest.repos.compareCommits({ ...split(change.repo), base: main, head: change.branch });
    expect(data).toMatchObject({ status: 'ahead', behind_by: 0 });
    expect(data.files?.map(({ filename }) => filename)).toEqual(expect.arrayContaining([RULE, TESTS]));
    const told = await until('the status comment', async () =>
      (await comments()).find(({ body = '' }) => body.includes(taskId) && body.includes('Completed')),
    );
    expect(told.body).toMatch(/conflicts with main since that moved on[\s\S]*is rebased on it[\s\S]*All checks are green/);
  }, 240_000);

  test('a review that asks for changes is worked on: commits, one answer in each thread, green CI', async () => {
    const before = await head();
    const review = await reviewer.rest.pulls.createReview({
      ...pull(),
      event: 'REQUEST_CHANGES',
      body: 'Two things.',
      comments: [
        { path: RULE, line: 4, side: 'RIGHT', body: 'Please note this threshold in the changelog.' },
        { path: TESTS, line: 11, side: 'RIGHT', body: 'Does a test show both sides of the boundary?' },
      ],
    });
    const threads = (await lineComments()).filter((one) => one.pull_request_review_id === review.data.id);
    expect(threads).toHaveLength(2);
    expect(threads[0]?.diff_hunk).toMatch(/^@@ [\s\S]*FREE_FROM_CENTS = 5000;$/);

    const taskId = await until('an iteration', () => store.findLiveTask(subjectOfPlace(place())));
    const task = await untilEnded(store, taskId);
    expect(task).toMatchObject({ kind: 'iterate', status: 'completed', requester: { channel: 'github', id: 'reviewer' } });
    expect(await head()).not.toBe(before);
    for (const { id } of threads) expect((await repliesTo(id)).map(({ user }) => user?.login)).toEqual(['stepwright[bot]']);
    const [noted, asked] = await Promise.all(threads.map(async ({ id }) => (await repliesTo(id))[0]?.body));
    expect(noted).toContain(`review of ${RULE}`);
    expect(asked).toContain('both sides of the boundary');
    expect((await commitsOf(environment.local, task)).at(-1)).toContain(taskId);
    const { data: checks } = await reviewer.rest.checks.listForRef({ ...split(change.repo), ref: await head() });
    expect(new Set(checks.check_runs.map(({ conclusion }) => conclusion))).toEqual(new Set(['success']));

    const status = await until('the status comment', async () =>
      (await comments()).filter(({ body = '' }) => body.includes(taskId)).find(({ body = '' }) => body.includes('Completed')),
    );
    expect((await comments()).filter(({ body = '' }) => body.includes(taskId)).map(({ id }) => id)).toEqual([status.id]);
  }, 240_000);

  test('`@agent status` is answered', async () => {
    const asked = await say(reviewer, '@agent status');
    await untilReaction(asked, '+1');
    const answers = (await comments()).filter(({ id, user }) => id > asked && user?.login === 'stepwright[bot]');
    expect(answers.map(({ body }) => body)).toEqual([expect.stringMatching(/task_[\s\S]*completed/i)]);
  });

  test('`@agent review` posts one review, with a finding on a line of the diff', async () => {
    const said = (await comments()).length;
    const asked = await say(reviewer, '@agent review');
    await untilReaction(asked, 'eyes');
    const taskId = await until('a review task', async () => {
      const subject = subjectOfReview(place());
      return (await store.findLiveTask(subject)) ?? store.findEndedTask(subject);
    });
    expect(await untilEnded(store, taskId)).toMatchObject({ kind: 'review', status: 'completed' });
    const byApp = (await reviews()).filter(({ user }) => user?.login === 'stepwright[bot]');
    expect(byApp).toHaveLength(1);
    const findings = (await lineComments()).filter((one) => one.pull_request_review_id === byApp[0]?.id);
    expect(findings).toEqual([
      expect.objectContaining({ line: expect.any(Number), body: expect.stringContaining('Which test') }),
    ]);
    // The review itself is the answer: nothing else is said about it.
    expect(await comments()).toHaveLength(said + 1);
  }, 240_000);

  test('who may not write is refused by a reaction and one comment, and nothing starts', async () => {
    const asked = await say(visitor, '@agent cancel');
    await untilReaction(asked, '-1');
    await untilReaction(await say(visitor, '@agent fix ci'), '-1');
    const refusals = (await comments()).filter(({ body = '' }) => body.includes('Sorry, @visitor'));
    expect(refusals).toHaveLength(1);
    expect(await store.findLiveTask(subjectOfPlace(place()))).toBeUndefined();
    expect(await store.readTask(madeBy)).toMatchObject({ status: 'completed' });
  });

  test('an issue becomes a pull request by its label, approved in a comment; the issue tells how it went', async () => {
    const { local } = environment;
    const at = split(change.repo);
    const opened = await visitor.rest.issues.create({ ...at, title: 'Free shipping from 50 €', body: 'Please.', labels: ['AI'] });
    const issue_number = opened.data.number;
    expect(opened.data.labels).toEqual([]);
    const asked = await visitor.rest.issues.createComment({ ...at, issue_number, body: '@agent do this' });
    await untilReaction(asked.data.id, '-1');
    const subject = subjectOfPlace({ repo: change.repo, number: issue_number });
    expect(await store.findLiveTask(subject)).toBeUndefined();

    await reviewer.rest.issues.addLabels({ ...at, issue_number, labels: ['AI'] });
    const taskId = await until('a task for the issue', () => store.findLiveTask(subject));
    await until('a plan', async () => ((await store.readTask(taskId))?.status === 'awaiting_approval' ? true : undefined));
    await octokitOf(local).rest.issues.createComment({ ...at, issue_number, body: '@agent approve 1' });
    const ended = await untilEnded(store, taskId);
    [beside] = ended.changes;
    expect(ended).toMatchObject({
      kind: 'change',
      status: 'completed',
      requester: { channel: 'github', id: 'reviewer' },
      changes: [{ repo: change.repo }],
    });
    const told = await until('the outcome on the issue', async () => {
      const { data } = await reviewer.rest.issues.listComments({ ...at, issue_number, per_page: 100 });
      return data.some(({ body = '' }) => /Completed/.test(body)) ? data : undefined;
    });
    expect(told.filter(({ body = '' }) => /^### Plan 1: [\s\S]*Approved/m.test(body))).toHaveLength(1);
  }, 240_000);

  test('what is said in an answered thread is worked on again, there alone', async () => {
    const [first, second] = (await lineComments()).filter(({ user, in_reply_to_id: of }) => user?.login === 'reviewer' && !of);
    if (!first || !second) throw new Error('there are no threads');
    const body = '@agent say it in one more line.';
    await reviewer.rest.pulls.createReplyForReviewComment({ ...pull(), comment_id: first.id, body });
    const taskId = await until('another iteration', () => store.findLiveTask(subjectOfPlace(place())));
    expect(await untilEnded(store, taskId)).toMatchObject({ kind: 'iterate', status: 'completed' });
    expect(await answersTo(first.id)).toHaveLength(2);
    expect(await answersTo(second.id)).toHaveLength(1);
  }, 240_000);

  test('an approval that is not enough merges nothing, and why is told on the pull request', async () => {
    const developer = octokitOf(environment.local);
    await developer.rest.pulls.createReview({ ...pull(), event: 'APPROVE' });
    const told = await untilSaid('reviewer asked for changes and has not approved since');
    await requireCheck(developer, change, 'security');
    await reviewer.rest.pulls.createReview({ ...pull(), event: 'APPROVE' });
    expect((await untilSaid('Required status check "security" is expected.')).id).toBe(told.id);
    expect((await reviewer.rest.pulls.get(pull())).data.state).toBe('open');
  });

  test('what is green and approved is merged by itself, once, however many tell of it at the same moment', async () => {
    await addTheirs();
    const { local } = environment;
    const { rest } = octokitOf(local);
    const at = split(change.repo);
    const before = (await rest.git.getRef({ ...at, ref: 'heads/main' })).data.object.sha;
    const guid = randomUUID();
    const [, , ...answers] = await Promise.all([
      rest.repos.createCommitStatus({ ...at, sha: await head(), state: 'success', context: 'security' }),
      rest.pulls.createReview({ ...pull(), event: 'APPROVE' }),
      deliverApproval(local, change, guid),
      deliverApproval(local, change, guid),
    ]);
    expect(new Set(answers)).toEqual(new Set(['accepted', 'duplicate']));
    const merged = await until('the merge', async () => {
      const { data } = await rest.pulls.get(pull());
      return data.merged ? data : undefined;
    });
    expect(merged.merged_by?.login).toBe('stepwright[bot]');
    const { data } = await rest.repos.compareCommits({ ...at, base: before, head: 'main' });
    expect(data.commits.map(({ sha, parents }) => [sha, parents.length])).toEqual([[merged.merge_commit_sha, 1]]);
    // What was saved on the way is gone; the branch is left to the repository's own setting.
    expect((await rest.git.listMatchingRefs({ ...at, ref: `stepwright/${change.branch}` })).data).toEqual([]);
    expect((await rest.git.getRef({ ...at, ref: `heads/${change.branch}` })).data.object.sha).toBe(merged.head.sha);
  });

  test('the merge is told once in the thread, and on the ticket and the pull request where it is looked for', async () => {
    const { local } = environment;
    const MERGED = 'Merged by stepwright';
    const people = slackPeople(local);
    const root = (await people.channel()).find(({ text }) => text.includes(madeBy))?.ts ?? '';
    const inThread = async () => (await people.thread(root)).filter(({ text }) => text.includes(MERGED));
    await until('the merge in the thread', async () => ((await inThread()).length > 0 ? true : undefined));
    const key = (await store.readTask(madeBy))?.ticket.key ?? '';
    const outcome = await until('the merge on the ticket', async () => {
      const { comments: said = [] } = await jiraOf(local).issueComments.getComments({ issueIdOrKey: key });
      return said.map(({ body }) => JSON.stringify(body)).find((text) => text.includes(MERGED));
    });
    expect(outcome).not.toContain('Next:');
    expect((await jiraOf(local).issues.getIssue({ issueIdOrKey: key })).fields?.['status']?.name).toBe('Done');
    await until('the merge on the pull request', async () =>
      (await comments()).find(({ body = '' }) => body.includes(madeBy) && body.includes(MERGED)),
    );
    expect((await comments()).filter(({ body = '' }) => body.includes('I have not merged it'))).toHaveLength(1);
    expect(await inThread()).toHaveLength(1);
  });

  test('a conflict that takes a person ends with what is in the way, and the branch is left as it was', async () => {
    if (!beside) throw new Error('the issue has no pull request');
    const { repo, prNumber: number, branch } = beside;
    const subject = subjectOfPlace({ repo, number });
    const taskId = await until('work on the conflict', async () => {
      return (await store.findLiveTask(subject)) ?? store.findEndedTask(subject);
    });
    const task = await untilEnded(store, taskId);
    expect(task).toMatchObject({ kind: 'iterate', status: 'failed' });
    expect(task.outcome).toMatch(/conflicts with main[\s\S]*not ours to rewrite[\s\S]*Commits of others:\n\w+ By hand/);
    const { data } = await reviewer.rest.git.getRef({ ...split(repo), ref: `heads/${branch}` });
    expect(data.object.sha).toBe(theirs);
  }, 240_000);
});
