import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderOf, git } from './git-client.ts';
import { openTestGithub, type TestGithub } from './open-test-github.ts';

const gate = join(folderOf({}), 'open');
const CI = `on: push
jobs:
  first:
    steps: [{ run: echo first }]
  second:
    needs: first
    steps:
      - run: "until [ -e ${gate} ]; do sleep 0.05; done"
  never:
    needs: second
    if: failure()
    steps: [{ run: echo never }]
`;

let twin: TestGithub;
beforeAll(async () => {
  twin = await openTestGithub();
  await twin.github.seedRepository({ name: 'acme/shop', directory: folderOf({ '.github/workflows/ci.yml': CI }) });
});
afterAll(() => twin.close());

const at = { owner: 'acme', repo: 'shop' };

test('a run that was cut off is run again and ends, with what had ended before left alone', async () => {
  const head = await twin.octokit.rest.git.getRef({ ...at, ref: 'heads/main' });
  const { sha } = head.data.object;
  await twin.octokit.rest.git.createRef({ ...at, ref: 'refs/heads/work', sha });
  await twin.delivered(({ event, body }) => event === 'check_run' && body['action'] === 'completed');
  await twin.reopen();
  const interrupted = await twin.octokit.rest.actions.listWorkflowRunsForRepo({ ...at, head_sha: sha });
  expect(interrupted.data.workflow_runs).toMatchObject([{ status: 'in_progress', run_attempt: 1 }]);
  await git('/', 'init', '--quiet', gate);
  await twin.delivered(({ event, body }) => event === 'workflow_run' && body['action'] === 'completed');
  const { data } = await twin.octokit.rest.checks.listForRef({ ...at, ref: sha });
  expect(data.check_runs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
    ['first', 'success'],
    ['second', 'success'],
    ['never', 'skipped'],
  ]);
  rmSync(gate, { recursive: true });
});

test('a push that nobody reacted to before the end is caught up with at the next start', async () => {
  const bare = join(twin.dataDir, 'github', 'repositories', 'acme', 'shop.git');
  const main = await git(bare, 'rev-parse', 'main');
  const sha = await git(bare, 'commit-tree', '-p', main, '-m', 'Lost', 'main^{tree}');
  await git(bare, 'update-ref', 'refs/heads/lost', sha);
  await twin.reopen();
  const push = await twin.delivered(({ event, body }) => event === 'push' && body['after'] === sha);
  expect(push.body).toMatchObject({ ref: 'refs/heads/lost', created: true });
  const { data } = await twin.octokit.rest.actions.listWorkflowRunsForRepo({ ...at, head_sha: sha });
  expect(data.total_count).toBe(1);
});
