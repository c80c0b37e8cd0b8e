import { toUtc } from '../git/objects.ts';
import { toPull } from '../render/pull.ts';
import type { PullRecord } from '../state/pulls.ts';
import type { RepositoryRecord } from '../state/repositories.ts';
import { savePull } from '../state/store.ts';
import type { Twin } from '../twin.ts';

interface PullNews {
  readonly action: string;
  readonly actor: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Tells a pull request's news. */
export function emitPull(twin: Twin, repository: RepositoryRecord, pull: PullRecord, { action, actor, more }: PullNews): void {
  const pull_request = { ...toPull(twin, repository, pull), merged: pull.mergedAt !== null };
  twin.emit('pull_request', repository, actor, { action, number: pull.number, pull_request, ...more });
}

/** Saves a changed pull request. */
export function patchPull(twin: Twin, pull: PullRecord, change: Partial<PullRecord>): PullRecord {
  const updated = { ...pull, ...change, updatedAt: toUtc(twin.now()) };
  savePull(twin.store, updated);
  return updated;
}

/** Closes a pull request, as merged when a merge commit is given, and tells it. */
export function closePull(
  twin: Twin,
  repository: RepositoryRecord,
  pull: PullRecord,
  { actor, merged }: { actor: string; merged?: { sha: string } },
): PullRecord {
  const closedAt = toUtc(twin.now());
  const outcome = merged === undefined ? {} : { mergedAt: closedAt, mergedBy: actor, mergeCommitSha: merged.sha };
  const closed = patchPull(twin, pull, { state: 'closed', closedAt, ...outcome });
  emitPull(twin, repository, closed, { action: 'closed', actor });
  return closed;
}
