import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRepoHost } from '#adapters/github/repo-host.ts';
import { toFailure } from '#domain/failure.ts';
import { clone, folderOf, pushBranch } from '#tests/environments/github/git-client.ts';
import { APP_ID, APP_KEY, openTestGithub, type TestGithub } from '#tests/environments/github/open-test-github.ts';
import { type RepoHostUnderTest, repoHostSpec } from './repo-host-spec.ts';
import { placeOfChange } from '#domain/place.ts';

const CI = `name: CI
on:
  push: { branches-ignore: [main] }
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: if [ -e broken ]; then echo "value is not good"; exit 1; fi
`;
const at = { owner: 'acme', repo: 'shop' };

let twin: TestGithub;
let under: RepoHostUnderTest;
beforeAll(async () => {
  twin = await openTestGithub();
  const files = { 'README.md': '# Shop\n', 'src/price.js': 'export const priceOf = (item) => item.price;\n' };
  const seed = { name: 'acme/shop', directory: folderOf({ ...files, '.github/workflows/ci.yml': CI }) };
  const { cloneUrl } = await twin.github.seedRepository(seed);
  await twin.github.seedRepository({ name: 'other/tools', directory: folderOf({ 'index.js': '// nothing\n' }) });
  under = {
    host: openRepoHost({ apiUrl: twin.api, appId: String(APP_ID), privateKey: async () => APP_KEY }),
    repo: 'acme/shop',
    repoWithoutCi: 'other/tools',
    push: async (token, branch, changed) => pushBranch(await clone(cloneUrl, token), branch, changed),
    ciEnded: async (sha) => {
      await twin.delivered(({ event, body }) => {
        const suite = body['check_suite'];
        return event === 'check_suite' && body['action'] === 'completed' && JSON.stringify(suite).includes(sha);
      });
    },
    readPull: async (number) => {
      const { data } = await twin.octokit.rest.pulls.get({ ...at, pull_number: number });
      const comments = await twin.octokit.rest.issues.listComments({ ...at, issue_number: number });
      const { draft = false, title, body } = data;
      return { draft, title, body: body ?? '', comments: comments.data.map((one) => one.body ?? '') };
    },
  };
});
afterAll(() => twin.close());

describe('the GitHub adapter on the twin', () => {
  repoHostSpec(() => under);

  test('a git token opens its own repository and no other', async () => {
    const token = await under.host.gitToken('acme/shop');
    await clone(`${twin.url}/git/acme/shop.git`, token);
    await expect(clone(`${twin.url}/git/other/tools.git`, token)).rejects.toThrow(/not found/);
  });

  test('a comment that a person wrote is never edited, marker or not', async () => {
    const { host, repo } = under;
    await host.ensureBranch(repo, 'spec/person', 'main');
    await host.writeFile({ repo, branch: 'spec/person', path: 'x', content: 'x', message: 'X' });
    const change = await host.ensureDraftPullRequest({ repo, branch: 'spec/person', baseBranch: 'main', title: 'X', body: '' });
    await twin.octokit.rest.issues.createComment({ ...at, issue_number: change.prNumber, body: '<!-- status -->\nmine' });
    await host.upsertComment(placeOfChange(change), 'status', 'ours');
    const { comments } = await under.readPull(change.prNumber);
    expect(comments).toEqual(['<!-- status -->\nmine', '<!-- status -->\nours']);
  });

  test('review threads are told with who said what, answered once, and may be reacted to', async () => {
    const { host, repo } = under;
    await host.ensureBranch(repo, 'spec/threads', 'main');
    await host.writeFile({ repo, branch: 'spec/threads', path: 'y', content: 'y', message: 'Y' });
    const change = await host.ensureDraftPullRequest({ repo, branch: 'spec/threads', baseBranch: 'main', title: 'Y', body: '' });
    const comments = [{ path: 'y', line: 1, body: 'Why?' }];
    const review = { ...at, pull_number: change.prNumber, event: 'REQUEST_CHANGES', body: 'No.', comments } as const;
    const { data } = await twin.octokit.rest.pulls.createReview(review);
    const place = placeOfChange(change);
    const [thread] = await host.listReviewThreads(place);
    expect(thread).toMatchObject({ path: 'y', line: 1, resolved: false, comments: [{ byBot: false, body: 'Why?' }] });
    const threadId = thread?.id ?? 0;
    for (const text of ['Because.', 'Because!']) await host.replyToThread({ ...place, threadId }, 'answer', text);
    const [answered] = await host.listReviewThreads(place);
    expect(answered?.comments.map(({ byBot }) => byBot)).toEqual([false, true]);
    for (const _ of [1, 2]) await host.react(repo, data.node_id, 'eyes');
    await host.react(repo, 'gone', 'eyes');
    expect(await host.readPullRequest(place)).toMatchObject({
      change: { prNumber: change.prNumber },
      state: 'open',
      fromFork: false,
    });
  });

  test('review threads are told however many they are', async () => {
    const { host, repo } = under;
    await host.ensureBranch(repo, 'spec/many-threads', 'main');
    await host.writeFile({ repo, branch: 'spec/many-threads', path: 'z', content: 'z', message: 'Z' });
    const change = await host.ensureDraftPullRequest({
      repo,
      branch: 'spec/many-threads',
      baseBranch: 'main',
      title: 'Z',
      body: '',
    });
    const comments = Array.from({ length: 203 }, (_, n) => ({ path: 'z', line: 1, body: `Point ${n}` }));
    await twin.octokit.rest.pulls.createReview({ ...at, pull_number: change.prNumber, event: 'COMMENT', body: '', comments });
    const threads = await host.listReviewThreads(placeOfChange(change));
    expect(new Set(threads.map((one) => one.comments[0]?.body))).toEqual(new Set(comments.map(({ body }) => body)));
    expect(threads).toHaveLength(203);
  });

  test('a review thread is told with everything that was said in it', async () => {
    const { host, repo } = under;
    await host.ensureBranch(repo, 'spec/long-thread', 'main');
    await host.writeFile({ repo, branch: 'spec/long-thread', path: 'l', content: 'l', message: 'L' });
    const input = { repo, branch: 'spec/long-thread', baseBranch: 'main', title: 'L', body: '' };
    const pull = { ...at, pull_number: (await host.ensureDraftPullRequest(input)).prNumber };
    await twin.octokit.rest.pulls.createReview({ ...pull, event: 'COMMENT', comments: [{ path: 'l', line: 1, body: 'First' }] });
    const { data } = await twin.octokit.rest.pulls.listReviewComments(pull);
    const comment_id = data[0]?.id ?? 0;
    const replies = Array.from({ length: 101 }, (_, n) => `Reply ${n}`);
    const { createReplyForReviewComment: reply } = twin.octokit.rest.pulls;
    await Promise.all(replies.map((body) => reply({ ...pull, comment_id, body })));
    const [thread, ...others] = await host.listReviewThreads({ repo, number: pull.pull_number });
    expect(others).toEqual([]);
    const [start, ...more] = thread?.comments.map(({ body }) => body) ?? [];
    expect([start, more.length, new Set(more)]).toEqual(['First', replies.length, new Set(replies)]);
  });

  test('statuses are read however many they are', async () => {
    const { host } = under;
    const repo = { owner: 'other', repo: 'tools' };
    const sha = (await twin.octokit.rest.git.getRef({ ...repo, ref: 'heads/main' })).data.object.sha;
    const contexts = Array.from({ length: 103 }, (_, n) => `check ${n}`);
    for (const context of contexts) await twin.octokit.rest.repos.createCommitStatus({ ...repo, sha, context, state: 'success' });
    const { concluded, checks } = await host.readChecks('other/tools', sha);
    expect([concluded, new Set(checks.map(({ name }) => name))]).toEqual([true, new Set(contexts)]);
  });

  test('an issue is read as people left it, and a pull request is told from one', async () => {
    const { host, repo } = under;
    const issues = twin.octokit.rest.issues;
    const { data } = await issues.create({ ...at, title: 'Round up', body: 'To the gram.', labels: ['bug'] });
    const place = { repo, number: data.number };
    const issue = { title: 'Round up', body: 'To the gram.', labels: ['bug'], url: data.html_url, isPullRequest: false };
    expect(await host.readIssue(place)).toEqual({ ...issue, state: 'open' });
    await issues.update({ ...at, issue_number: data.number, state: 'closed' });
    expect(await host.readIssue(place)).toEqual({ ...issue, state: 'closed' });
    const failure = await host.readIssue({ repo, number: 999 }).catch(toFailure);
    expect(failure).toMatchObject({ name: 'InputError', code: 'REPO_NOT_FOUND_OR_NO_ACCESS' });
  });

  test('what the app writes through the API is committed by GitHub', async () => {
    const { host, repo } = under;
    await host.ensureBranch(repo, 'spec/plan', 'main');
    const ref = await host.writeFile({ repo, branch: 'spec/plan', path: 'PLAN.md', content: 'P', message: 'P' });
    const { data } = await twin.octokit.rest.repos.getCommit({ ...at, ref });
    expect(data.commit.committer).toMatchObject({ name: 'GitHub', email: 'noreply@github.com' });
    expect(data.commit.author?.name).toContain('[bot]');
  });

  test('whether a pull request fits onto its base branch is told, also when the base branch moves', async () => {
    const { host, repo } = under;
    for (const branch of ['spec/base', 'spec/fits']) await host.ensureBranch(repo, branch, 'main');
    const write = { repo, path: 'z', message: 'Z' };
    await host.writeFile({ ...write, branch: 'spec/fits', content: 'one' });
    const input = { repo, branch: 'spec/fits', baseBranch: 'spec/base', title: 'Z', body: '' };
    const place = placeOfChange(await host.ensureDraftPullRequest(input));
    expect(await host.readMergeability(place)).toBe('clean');
    await host.writeFile({ ...write, branch: 'spec/base', content: 'two' });
    expect(await host.readMergeability(place)).toBe('conflict');
    await twin.octokit.rest.pulls.update({ ...at, pull_number: place.number, state: 'closed' });
    expect(await host.readMergeability(place)).toBe('unknown');
  });

  test('what reviewers decided is listed, and exactly the commit that was looked at is merged', async () => {
    const { host, repo } = under;
    for (const branch of ['spec/into', 'spec/merged']) await host.ensureBranch(repo, branch, 'main');
    const headSha = await host.writeFile({ repo, branch: 'spec/merged', path: 'm', content: 'm', message: 'M' });
    const input = { repo, branch: 'spec/merged', baseBranch: 'spec/into', title: 'M', body: '' };
    const change = await host.ensureDraftPullRequest(input);
    const place = placeOfChange(change);
    await host.readyPullRequest(change, { title: 'M', body: '' });
    await twin.octokit.rest.pulls.createReview({ ...at, pull_number: place.number, event: 'APPROVE' });
    await twin.octokit.rest.pulls.createReview({ ...at, pull_number: place.number, event: 'COMMENT', body: 'Nice.' });
    expect(await host.listVerdicts(place)).toEqual([{ login: 'developer', byBot: false, says: 'approved', headSha }]);
    for (const ends of [{ head: 'spec/merged' }, { base: 'spec/into' }])
      expect(await host.listOpenPullRequests(repo, ends)).toEqual([place.number]);
    const stale = await host.mergePullRequest({ ...change, headSha: 'a'.repeat(40) }, 'merge');
    expect(stale).toMatchObject({ type: 'refused', reason: expect.stringMatching(/./) });
    expect(await host.mergePullRequest({ ...change, headSha }, 'merge')).toEqual({ type: 'merged' });
    expect(await host.readPullRequest(place)).toMatchObject({ state: 'merged' });
    expect(await host.listOpenPullRequests(repo, { head: 'spec/merged' })).toEqual([]);
    const { data } = await twin.octokit.rest.git.getRef({ ...at, ref: 'heads/spec/into' });
    expect(await host.isMerge(repo, data.object.sha)).toBe(true);
    expect(await host.isMerge(repo, headSha)).toBe(false);
  });

  test('who may write is told apart from who may not', async () => {
    const { host, repo } = under;
    expect(await host.readPermission(repo, 'developer')).toBe('admin');
    expect(await host.readPermission(repo, 'stranger')).toBe('read');
    expect(await host.readUser(repo, 'stranger')).toEqual({ name: 'stranger' });
  });

  test('a key that GitHub does not know is a matter of permissions', async () => {
    const wrong = openRepoHost({ apiUrl: twin.api, appId: '1', privateKey: async () => APP_KEY });
    const failure = await wrong.readRepository('acme/shop').catch(toFailure);
    expect(failure).toMatchObject({ name: 'PolicyError', code: 'INSUFFICIENT_GITHUB_REPO_PERMISSIONS', kind: 'auth' });
  });
});
