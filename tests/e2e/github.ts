import { Octokit } from '@octokit/rest';
import type { Task } from '#domain/task.ts';
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

export function split(name: string): { owner: string; repo: string } {
  const [owner = '', repo = ''] = name.split('/');
  return { owner, repo };
}
