import { type GithubDelivery, type GithubSettings, ignored } from './delivery.ts';
import type { CheckSuiteDelivery, StatusDelivery } from './schema.ts';

const FAILED = new Set(['failure', 'timed_out', 'startup_failure', 'error']);

/** The checks of one app ended. */
export function fromSuite(
  { action, check_suite: suite, repository }: CheckSuiteDelivery,
  settings: GithubSettings,
): GithubDelivery {
  if (action !== 'completed') return notOver('check_suite', action);
  return withLater(
    { repository, sha: suite.head_sha, result: suite.conclusion ?? '', branch: suite.head_branch ?? '' },
    settings,
  );
}

/** A commit status, as older CI systems set it. */
export function fromStatus({ state, sha, branches, repository }: StatusDelivery, settings: GithubSettings): GithubDelivery {
  if (state === 'pending') return notOver('status', state);
  return withLater({ repository, sha, result: state, branch: branches[0]?.name ?? '' }, settings);
}

interface Ended {
  readonly repository: { readonly full_name: string; readonly default_branch: string };
  readonly sha: string;
  readonly result: string;
  /** Empty when none has the commit as its head. */
  readonly branch: string;
}

/** What fails later on a pull request of ours is looked into; what is green later may be merged. */
function withLater({ repository, sha, result, branch }: Ended, { mayMerge }: GithubSettings): GithubDelivery {
  const { full_name: repo, default_branch: base } = repository;
  const told = concluded(repo, sha);
  const matters = FAILED.has(result) || (mayMerge && result === 'success');
  if (!matters || branch === '' || branch === base) return told;
  return { ...told, later: { type: 'branch.checked', repo, branch } };
}

export function concluded(repo: string, headSha: string): Extract<GithubDelivery, { type: 'ci' }> {
  return { type: 'ci', event: { type: 'ci.concluded', repo, headSha } };
}

export function notOver(name: string, action: string): GithubDelivery {
  return ignored(`${name} ${action.slice(0, 60)}: CI is not over`);
}
