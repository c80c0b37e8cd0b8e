import { startRuns } from '../actions/start-runs.ts';
import { ZERO } from '../git/refs.ts';
import { toPushedCommit } from '../render/commit.ts';
import type { PullRecord } from '../state/pulls.ts';
import { fullNameOf, keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { listPulls } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { closePull, emitPull, patchPull } from './pulls.ts';
import type { RefChange } from './ref-change.ts';

/** Records everything that follows from one changed ref; call it in a transaction. */
export function applyRefChange(twin: Twin, repository: RepositoryRecord, change: RefChange, actor: string): void {
  emitPush(twin, repository, change, actor);
  if (!change.ref.startsWith('refs/heads/')) return;
  const branch = change.ref.slice('refs/heads/'.length);
  for (const pull of change.merged) closePull(twin, repository, pull, { actor, merged: { sha: change.after } });
  const open = listPulls(twin.store, keyOf(repository)).filter(({ state, head }) => state === 'open' && head.ref === branch);
  if (change.after === ZERO) {
    for (const pull of open) closePull(twin, repository, pull, { actor });
    return;
  }
  const title = change.commits.at(-1)?.commit.message.split('\n')[0] ?? branch;
  const common = { repository, sha: change.after, headBranch: branch, title, actor, files: change.workflows };
  startRuns(twin, { ...common, event: { name: 'push', branch } });
  for (const pull of open) {
    synchronise(twin, repository, pull, { change, actor });
    startRuns(twin, { ...common, event: { name: 'pull_request', branch: pull.base.ref, action: 'synchronize' } });
  }
}

function synchronise(
  twin: Twin,
  repository: RepositoryRecord,
  pull: PullRecord,
  { change, actor }: { change: RefChange; actor: string },
): void {
  const base = repository.knownRefs[`refs/heads/${pull.base.ref}`] ?? pull.base.sha;
  const updated = patchPull(twin, pull, {
    head: { ...pull.head, sha: change.after },
    base: { ...pull.base, sha: base },
  });
  emitPull(twin, repository, updated, { action: 'synchronize', actor, more: { before: change.before, after: change.after } });
}

function emitPush(twin: Twin, repository: RepositoryRecord, change: RefChange, actor: string): void {
  const { ref, before, after, forced } = change;
  const commits = change.commits.map(({ commit, files }) => toPushedCommit(twin, repository, commit, files));
  twin.emit('push', repository, actor, {
    ref,
    before,
    after,
    created: before === ZERO,
    deleted: after === ZERO,
    forced,
    base_ref: null,
    compare: twin.links.page(`/${fullNameOf(repository)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`),
    commits,
    head_commit: commits.at(-1) ?? null,
    pusher: { name: actor, email: `${actor}@users.noreply.github.com` },
  });
}
