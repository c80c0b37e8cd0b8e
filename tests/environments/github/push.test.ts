import { afterAll, beforeAll, expect, test } from 'vitest';
import { clone, commitFiles, folderOf, git, pushBranch } from './git-client.ts';
import { openTestGithub, type TestGithub } from './open-test-github.ts';

const CI = `name: CI
on:
  push: { branches: ['**'] }
  pull_request:
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: test "$(cat value)" = good
`;

let twin: TestGithub;
let cloneUrl: string;
beforeAll(async () => {
  twin = await openTestGithub();
  const directory = folderOf({ value: 'good\n', 'README.md': '# Hello\n', '.github/workflows/ci.yml': CI });
  ({ cloneUrl } = await twin.github.seedRepository({ name: 'acme/shop', directory }));
});
afterAll(() => twin.close());

const at = { owner: 'acme', repo: 'shop' };

test('a pushed branch is told, checked by CI and shown as checks', async () => {
  const folder = await clone(cloneUrl, twin.github.personalToken);
  const sha = await pushBranch(folder, 'feature/one', { value: 'bad\n' });
  const push = await twin.delivered(({ event, body }) => event === 'push' && body['after'] === sha);
  expect(push).toMatchObject({ verified: true, body: { ref: 'refs/heads/feature/one', created: true } });
  await twin.delivered(({ event, body }) => event === 'workflow_run' && body['action'] === 'completed');
  const { data } = await twin.octokit.rest.checks.listForRef({ ...at, ref: sha });
  expect(data.check_runs).toMatchObject([{ name: 'test', status: 'completed', conclusion: 'failure' }]);
  const runs = await twin.octokit.rest.actions.listWorkflowRunsForRepo({ ...at, head_sha: sha });
  const jobs = await twin.octokit.rest.actions.listJobsForWorkflowRun({ ...at, run_id: runs.data.workflow_runs[0]!.id });
  const log = await twin.octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...at, job_id: jobs.data.jobs[0]!.id });
  expect(log.data).toContain('##[error]Process completed with exit code 1.');
});

test('a pushed ref that is neither branch nor tag is kept and fetched again, and nobody is told of it', async () => {
  const folder = await clone(cloneUrl, twin.github.personalToken);
  const ref = 'refs/stepwright/feature/quiet';
  const quiet = await commitFiles(folder, { value: 'half done\n' });
  await git(folder, 'push', '--quiet', 'origin', `HEAD:${ref}`);
  const other = await commitFiles(folder, { value: 'another half\n' });
  await git(folder, 'reset', '--quiet', '--hard', 'HEAD~2');
  const forced = await commitFiles(folder, { value: 'made over\n' });
  await expect(git(folder, 'push', '--quiet', `--force-with-lease=${ref}:${other}`, 'origin', `HEAD:${ref}`)).rejects.toThrow(
    /stale info/,
  );
  await git(folder, 'push', '--quiet', `--force-with-lease=${ref}:${quiet}`, 'origin', `HEAD:${ref}`);
  const elsewhere = await clone(cloneUrl, twin.github.personalToken);
  await git(elsewhere, 'fetch', '--quiet', 'origin', `${ref}*:refs/mine*`);
  expect(await git(elsewhere, 'rev-parse', 'refs/mine')).toBe(forced);
  await git(folder, 'push', '--quiet', 'origin', `:${ref}`);
  expect(await git(folder, 'ls-remote', 'origin', ref)).toBe('');
  const loud = await pushBranch(folder, 'feature/loud', { value: 'good\n' });
  await twin.delivered(({ event, body }) => event === 'push' && body['after'] === loud);
  const pushed = twin.deliveries.filter(({ event }) => event === 'push').map(({ body }) => body['ref']);
  expect(pushed).not.toContain(ref);
  for (const head_sha of [quiet, other, forced]) {
    const { data } = await twin.octokit.rest.actions.listWorkflowRunsForRepo({ ...at, head_sha });
    expect(data.total_count).toBe(0);
  }
});

test('a pull request is opened, read with its diff, and merged', async () => {
  const { data: pull } = await twin.octokit.rest.pulls.create({
    ...at,
    title: 'One',
    head: 'feature/one',
    base: 'main',
    draft: true,
  });
  expect(pull).toMatchObject({ number: 1, draft: true, mergeable: true, mergeable_state: 'draft', changed_files: 1 });
  const files = await twin.octokit.rest.pulls.listFiles({ ...at, pull_number: 1 });
  expect(files.data).toMatchObject([{ filename: 'value', status: 'modified', patch: '@@ -1 +1 @@\n-good\n+bad' }]);
  await twin.octokit.graphql(
    'mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }',
    { id: pull.node_id },
  );
  const merged = await twin.octokit.rest.pulls.merge({ ...at, pull_number: 1 });
  expect(merged.data.merged).toBe(true);
  const closed = await twin.delivered(({ event, body }) => event === 'pull_request' && body['action'] === 'closed');
  expect(closed.body).toMatchObject({ pull_request: { merged: true, merge_commit_sha: merged.data.sha } });
  const content = await twin.octokit.rest.repos.getContent({ ...at, path: 'value', mediaType: { format: 'raw' } });
  expect(content.data).toBe('bad\n');
});

test('a bad token is refused by git and by the API', async () => {
  await expect(clone(cloneUrl, 'ghp_wrong')).rejects.toThrow(/Authentication failed/);
  await expect(git('/', 'ls-remote', cloneUrl)).rejects.toThrow(/could not read Username/);
});
