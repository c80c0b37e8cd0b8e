import { createHmac } from 'node:crypto';
import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { Change, Task } from '#domain/task.ts';
import type { Local } from './environment.ts';

/** A client of this person: `developer` unless another login is given. */
export function octokitOf(local: Local, login = 'developer'): Octokit {
  return new Octokit({ baseUrl: local.github.api, auth: local.github.tokens[login] });
}

/** Pull requests of all repositories whose branch names the task. */
export async function pullRequestsOf(local: Local, taskId: string) {
  const octokit = octokitOf(local);
  const lists = await Promise.all(
    local.github.repos.map((name) => octokit.rest.pulls.list({ ...split(name), state: 'all', per_page: 100 })),
  );
  return lists.flatMap((list) => list.data).filter((pull) => pull.head.ref.includes(taskId));
}

/** Messages of the commits of the task's first pull request, oldest first. */
export async function commitsOf(local: Local, task: Task): Promise<string[]> {
  const change = task.changes[0];
  if (!change) throw new Error(`${task.id} has no pull request`);
  const commits = await octokitOf(local).rest.pulls.listCommits({
    ...split(change.repo),
    pull_number: change.prNumber,
    per_page: 100,
  });
  return commits.data.map((commit) => commit.commit.message);
}

/** The types of the commits that CI ran on for the task's first pull request, oldest run first. */
export async function ciRunsOf(local: Local, task: Task): Promise<string[]> {
  const change = task.changes[0];
  if (!change) throw new Error(`${task.id} has no pull request`);
  const { data } = await octokitOf(local).rest.actions.listWorkflowRunsForRepo({
    ...split(change.repo),
    branch: change.branch,
    per_page: 100,
  });
  return data.workflow_runs.map((run) => run.display_title.split(':')[0] ?? '').toReversed();
}

/** Delivers, as GitHub would, that somebody approved this pull request; answers what became of the delivery. */
export async function deliverApproval({ github, ingress }: Local, { repo, prNumber }: Change, guid: string): Promise<string> {
  const review = { node_id: 'PRR_1', body: null, user: { login: 'reviewer', type: 'User' }, state: 'approved' };
  const repository = { full_name: repo, default_branch: 'main' };
  const body = JSON.stringify({ action: 'submitted', review, pull_request: { number: prNumber }, repository });
  const response = await fetch(`${ingress}/webhooks/github`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': guid,
      'x-github-event': 'pull_request_review',
      'x-hub-signature-256': `sha256=${createHmac('sha256', github.webhookSecret).update(body).digest('hex')}`,
    },
    body,
  });
  return z.object({ status: z.string() }).parse(await response.json()).status;
}

/** Has the change's base branch demand that this check passes. */
export async function requireCheck({ rest }: Octokit, { repo, baseBranch: branch }: Change, context: string): Promise<void> {
  await rest.repos.updateBranchProtection({
    ...split(repo),
    branch,
    required_status_checks: { strict: false, contexts: [context] },
    enforce_admins: null,
    required_pull_request_reviews: null,
    restrictions: null,
  });
}

export function split(name: string): { owner: string; repo: string } {
  const [owner = '', repo = ''] = name.split('/');
  return { owner, repo };
}

/**
 * Takes the pull request's commit that changes this file into the base branch and changes the file once more there, so that
 * the pull request conflicts and a rebase does not; answers the base branch's new commit.
 */
export async function takeOver(octokit: Octokit, change: Change, path: string): Promise<string> {
  const at = split(change.repo);
  const { rest } = octokit;
  const list = await rest.pulls.listCommits({ ...at, pull_number: change.prNumber, per_page: 100 });
  const commits = await Promise.all(list.data.map(({ sha }) => rest.repos.getCommit({ ...at, ref: sha })));
  const taken = commits.find(({ data }) => data.files?.some(({ filename }) => filename === path))?.data;
  if (!taken?.files) throw new Error(`no commit changes ${path}`);
  const { data: file } = await rest.repos.getContent({ ...at, path, ref: taken.sha });
  if (!('content' in file)) throw new Error(`${path} is no file`);
  const [, added = ''] = /^\+(.*\w.*)$/m.exec(taken.files.find(({ filename }) => filename === path)?.patch ?? '') ?? [];
  const content = Buffer.from(file.content, 'base64').toString('utf8').replace(added, `${added} (or so)`);
  const same = taken.files.map(({ filename, sha }) => ({ path: filename, ...BLOB, sha }));
  return commitOn(octokit, change, [same, [{ path, ...BLOB, content }]]);
}

const BLOB = { mode: '100644', type: 'blob' } as const;
type Tree = NonNullable<Parameters<Octokit['rest']['git']['createTree']>[0]>['tree'];

/** Puts one commit for each of these trees on a pull request's base branch; answers the last. */
async function commitOn({ rest }: Octokit, { repo, baseBranch }: Change, trees: readonly Tree[]): Promise<string> {
  const at = split(repo);
  const ref = `heads/${baseBranch}`;
  let head = (await rest.git.getRef({ ...at, ref })).data.object.sha;
  for (const tree of trees) {
    const base_tree = (await rest.git.getCommit({ ...at, commit_sha: head })).data.tree.sha;
    const { data } = await rest.git.createTree({ ...at, base_tree, tree });
    head = (await rest.git.createCommit({ ...at, message: 'docs: by hand', tree: data.sha, parents: [head] })).data.sha;
  }
  await rest.git.updateRef({ ...at, ref, sha: head });
  return head;
}
