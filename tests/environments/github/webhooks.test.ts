import { afterAll, beforeAll, expect, test } from 'vitest';
import { clone, folderOf, pushBranch } from './git-client.ts';
import { type Delivered, openTestGithub, type TestGithub } from './open-test-github.ts';

let twin: TestGithub;
let folder: string;
beforeAll(async () => {
  twin = await openTestGithub();
  const { cloneUrl } = await twin.github.seedRepository({ name: 'acme/shop', directory: folderOf({ a: 'a\n' }) });
  folder = await clone(cloneUrl, twin.github.personalToken);
});
afterAll(() => twin.close());

const at = { owner: 'acme', repo: 'shop' };
const is =
  (event: string, action?: string) =>
  (one: Delivered): boolean =>
    one.event === event && (action === undefined || one.body['action'] === action);

test('every delivery is signed, has its own id, and names repository, sender and installation', async () => {
  await pushBranch(folder, 'one', { b: 'b\n' });
  const push = await twin.delivered(is('push'));
  expect(push).toMatchObject({
    verified: true,
    guid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    body: {
      repository: { full_name: 'acme/shop', private: true },
      sender: { login: 'developer', type: 'User' },
      installation: { id: expect.any(Number) },
      commits: [{ message: 'Change b', added: ['b'], removed: [], modified: [] }],
    },
  });
});

test('the life of a pull request is told event by event', async () => {
  const { data: pull } = await twin.octokit.rest.pulls.create({ ...at, title: 'One', head: 'one', base: 'main', draft: true });
  const before = pull.head.sha;
  const after = await pushBranch(folder, 'one', { b: 'c\n' });
  await twin.octokit.rest.pulls.update({ ...at, pull_number: 1, title: 'Two' });
  const ready = 'mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }';
  expect(await twin.octokit.graphql(ready, { id: pull.node_id })).toEqual({
    markPullRequestReadyForReview: { pullRequest: { isDraft: false } },
  });
  await twin.octokit.rest.pulls.update({ ...at, pull_number: 1, state: 'closed' });
  expect((await twin.delivered(is('pull_request', 'opened'))).body).toMatchObject({ number: 1, pull_request: { draft: true } });
  expect((await twin.delivered(is('pull_request', 'synchronize'))).body).toMatchObject({ before, after });
  expect((await twin.delivered(is('pull_request', 'edited'))).body).toMatchObject({ changes: { title: { from: 'One' } } });
  expect((await twin.delivered(is('pull_request', 'ready_for_review'))).body).toMatchObject({ pull_request: { draft: false } });
  expect((await twin.delivered(is('pull_request', 'closed'))).body).toMatchObject({ pull_request: { merged: false } });
});

test('comments, reviews and statuses are told', async () => {
  const { data: comment } = await twin.octokit.rest.issues.createComment({ ...at, issue_number: 1, body: '@agent status' });
  await twin.octokit.rest.issues.updateComment({ ...at, comment_id: comment.id, body: '@agent retry' });
  await twin.octokit.rest.issues.deleteComment({ ...at, comment_id: comment.id });
  await twin.octokit.rest.pulls.createReview({ ...at, pull_number: 1, event: 'COMMENT', body: 'Hm' });
  const { data: pull } = await twin.octokit.rest.pulls.get({ ...at, pull_number: 1 });
  await twin.octokit.rest.repos.createCommitStatus({ ...at, sha: pull.head.sha, state: 'failure', context: 'ci/old' });
  expect((await twin.delivered(is('issue_comment', 'created'))).body).toMatchObject({
    issue: { number: 1, pull_request: { url: expect.any(String) } },
    comment: { body: '@agent status' },
  });
  expect((await twin.delivered(is('issue_comment', 'edited'))).body).toMatchObject({
    comment: { body: '@agent retry' },
    changes: { body: { from: '@agent status' } },
  });
  await twin.delivered(is('issue_comment', 'deleted'));
  expect((await twin.delivered(is('pull_request_review', 'submitted'))).body).toMatchObject({ review: { state: 'commented' } });
  expect((await twin.delivered(is('status'))).body).toMatchObject({ state: 'failure', context: 'ci/old', sha: pull.head.sha });
});

test('a delivery that failed is sent again with the same id, also by the next process', async () => {
  twin.answerWebhooks(503);
  const sha = await pushBranch(folder, 'later', { d: 'd\n' });
  await twin.reopen();
  expect(twin.deliveries.filter(({ body }) => body['after'] === sha)).toEqual([]);
  twin.answerWebhooks(200);
  const push = await twin.delivered(({ body }) => body['after'] === sha);
  expect(push.verified).toBe(true);
});
