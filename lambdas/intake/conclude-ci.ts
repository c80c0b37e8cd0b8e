import { type CommitChecks, isPassing, toCiResult } from '#domain/ci.ts';
import type { Change } from '#domain/task.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { CiWait, TaskStore } from '#ports/task-store.ts';
import { type CallbackDeps, deliverCallback } from './deliver-callback.ts';

export interface ConcludeCiDeps extends CallbackDeps {
  readonly store: Pick<TaskStore, 'closeCiWait' | 'markDelivered'>;
  readonly repoHost: Pick<RepoHost, 'readChecks' | 'readMergeability'>;
}

/**
 * Looks at the checks of everything a run waits for and, when all have ended, closes the wait and tells the workflow.
 * A conflict with the base branch, on which hosts run no checks, closes it as well. With `final` it closes the wait in any case. `closed`: somebody else did it before. Safe to be called by many at once.
 */
export async function concludeCi(
  wait: CiWait,
  deps: ConcludeCiDeps,
  options: { readonly final?: boolean } = {},
): Promise<'waiting' | 'concluded' | 'closed'> {
  const commits = await Promise.all(wait.changes.map((change) => readCommit(change, wait.since, deps)));
  const ci = toCiResult(await withConflicts(wait, commits, deps));
  const told = ci.conclusion === 'conflict' || commits.every(({ concluded }) => concluded);
  if (!options.final && !told) return 'waiting';
  const callback = await deps.store.closeCiWait(wait, { type: 'ci', ci });
  if (!callback) return 'closed';
  await deliverCallback(callback, deps);
  return 'concluded';
}

/** What is green and does not fit onto its base any more is not done. */
async function withConflicts(
  { changes }: CiWait,
  commits: readonly CommitChecks[],
  { repoHost }: Pick<ConcludeCiDeps, 'repoHost'>,
): Promise<readonly CommitChecks[]> {
  if (toCiResult(commits).conclusion !== 'success') return commits;
  const answers = await Promise.all(changes.map(({ repo, prNumber: number }) => repoHost.readMergeability({ repo, number })));
  return commits.map((commit, at) => ({ ...commit, conflicting: answers[at] === 'conflict' }));
}

async function readCommit(
  { repo, headSha, prNumber }: Change,
  since: string | undefined,
  { repoHost }: Pick<ConcludeCiDeps, 'repoHost'>,
): Promise<CommitChecks> {
  const recent = await repoHost.readChecks(repo, headSha, since);
  if (recent.concluded || recent.checks.length > 0) return { repo, headSha, ...recent };
  if (since === undefined) {
    const conflicting = (await repoHost.readMergeability({ repo, number: prNumber })) === 'conflict';
    return { repo, headSha, ...recent, conflicting };
  }
  // Only failed checks are run again, so a commit that was green has nothing newer to show.
  const all = await repoHost.readChecks(repo, headSha);
  return { repo, headSha, ...(all.checks.every(isPassing) ? all : recent) };
}
