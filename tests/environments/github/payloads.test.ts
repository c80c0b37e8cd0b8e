import examples from '@octokit/webhooks-examples';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { clone, folderOf, pushBranch } from './git-client.ts';
import { openTestGithub, type TestGithub } from './open-test-github.ts';

const CI = 'on: push\njobs: { test: { steps: [{ run: "true" }] } }\n';
const at = { owner: 'acme', repo: 'shop' };

let twin: TestGithub;
beforeAll(async () => {
  twin = await openTestGithub();
  const directory = folderOf({ a: 'a\n', '.github/workflows/ci.yml': CI });
  const { cloneUrl } = await twin.github.seedRepository({ name: 'acme/shop', directory });
  const sha = await pushBranch(await clone(cloneUrl, twin.github.personalToken), 'one', { b: 'b\n' });
  await twin.octokit.rest.pulls.create({ ...at, title: 'One', head: 'one', base: 'main' });
  await twin.octokit.rest.issues.createComment({ ...at, issue_number: 1, body: 'Hi' });
  await twin.octokit.rest.pulls.createReview({ ...at, pull_number: 1, event: 'COMMENT', body: 'Hm' });
  await twin.octokit.rest.repos.createCommitStatus({ ...at, sha, state: 'success' });
  await twin.octokit.rest.pulls.update({ ...at, pull_number: 1, state: 'closed' });
});
afterAll(() => twin.close());

const jsonObject = z.record(z.string(), z.unknown());

/** Every path of an object down to a depth, lists entered at their first element. */
function pathsOf(value: unknown, depth: number, prefix = ''): string[] {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  const object = jsonObject.safeParse(one);
  if (!object.success || depth === 0) return prefix === '' ? [] : [prefix];
  const inner = Object.entries(object.data).flatMap(([name, child]) => pathsOf(child, depth - 1, `${prefix}.${name}`));
  return prefix === '' ? inner : [prefix, ...inner];
}

const recorded = z.array(z.object({ name: z.string(), examples: z.array(z.unknown()) })).parse(examples);

/** Fields that GitHub has added since the examples were recorded, or that only a delivery to an app has. */
const NEWER = /^\.(installation|organization)(\.|$)|^\.repository\.(has_discussions|allow_forking)$|^\.issue\.pull_request$/;

test.each(['push', 'pull_request', 'check_run', 'check_suite', 'workflow_run', 'issue_comment', 'pull_request_review', 'status'])(
  'a %s delivery has no field that GitHub does not have',
  async (event) => {
    const delivery = await twin.delivered((one) => one.event === event);
    const known = new Set(
      recorded.filter(({ name }) => name === event).flatMap((one) => one.examples.flatMap((example) => pathsOf(example, 3))),
    );
    const invented = pathsOf(delivery.body, 2).filter((path) => !known.has(path) && !NEWER.test(path));
    expect(invented).toEqual([]);
  },
);

test.each([
  ['push', ['ref', 'before', 'after', 'commits', 'head_commit', 'pusher', 'repository', 'sender']],
  ['pull_request', ['action', 'number', 'pull_request', 'repository', 'sender']],
  ['check_run', ['action', 'check_run', 'repository', 'sender']],
  ['check_suite', ['action', 'check_suite', 'repository', 'sender']],
  ['workflow_run', ['action', 'workflow_run', 'workflow', 'repository', 'sender']],
  ['issue_comment', ['action', 'issue', 'comment', 'repository', 'sender']],
  ['pull_request_review', ['action', 'review', 'pull_request', 'repository', 'sender']],
])('a %s delivery has what GitHub always sends', async (event, fields) => {
  const delivery = await twin.delivered((one) => one.event === event);
  expect(Object.keys(delivery.body)).toEqual(expect.arrayContaining(fields));
});
