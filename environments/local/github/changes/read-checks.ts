import type { CheckRunRecord, CommitStatusRecord } from '../state/checks.ts';
import type { Twin } from '../twin.ts';

/** The check runs of a commit; without `all` only the newest of each name in its suite. */
export function listCheckRuns(twin: Twin, repo: string, sha: string, all = false): CheckRunRecord[] {
  const runs = twin.store.checkRuns.listOf(repo, sha);
  if (all) return runs;
  const newest = new Map(runs.map((run) => [`${run.suiteId}/${run.name}`, run]));
  return [...newest.values()];
}

/** The newest status of each context of a commit, newest first. */
export function listLatestStatuses(twin: Twin, repo: string, sha: string): CommitStatusRecord[] {
  const statuses = twin.store.statuses.listOf(repo, sha);
  const newest = new Map(statuses.map((status) => [status.context, status]));
  return [...newest.values()].toReversed();
}

/** How every check and status of a commit stands. */
export function allChecks(twin: Twin, repo: string, sha: string): ('success' | 'failure' | 'pending')[] {
  const runs = listCheckRuns(twin, repo, sha).map(({ conclusion }) => {
    if (conclusion === null) return 'pending';
    return ['success', 'neutral', 'skipped'].includes(conclusion) ? 'success' : 'failure';
  });
  const statuses = listLatestStatuses(twin, repo, sha).map(({ state }) => (state === 'error' ? 'failure' : state));
  return [...runs, ...statuses];
}
