import { readWorkflows } from '../actions/workflows.ts';
import { EMPTY_TREE, listFileDiffs } from '../git/diff.ts';
import { listCommits } from '../git/objects.ts';
import { isAncestor, listRefs, type Refs, updateRef, ZERO } from '../git/refs.ts';
import type { PullRecord } from '../state/pulls.ts';
import { keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { listPulls } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { applyRefChange } from './apply-ref-change.ts';
import type { RefChange } from './ref-change.ts';

/** A push carries at most this many commits on github.com. */
const MAX_COMMITS = 20;

/**
 * Acts on every branch and tag that changed since the last time: webhooks, pull requests, CI. Whoever changes refs calls
 * it within `serially`; at start it catches up with what a killed predecessor had not acted upon.
 */
export async function syncRefs(twin: Twin, repo: string, actor: string): Promise<void> {
  const repository = twin.store.repositories.get(repo);
  if (repository === undefined) return;
  const dir = twin.pathOf(repository);
  const refs = await listRefs(dir, 'refs/heads/', 'refs/tags/');
  const changes: RefChange[] = [];
  for (const ref of changedRefs(repository.knownRefs, refs)) {
    changes.push(await readChange(twin, repository, ref, { before: repository.knownRefs[ref], after: refs[ref] }));
  }
  if (changes.length === 0) return;
  await keepPullHeads(twin, dir, repo, refs);
  twin.store.transaction(() => {
    // Another writer may have changed the record meanwhile; only what is ours is replaced.
    const current = twin.store.repositories.get(repo) ?? repository;
    const updated = { ...current, knownRefs: { ...refs }, pushedAt: twin.now().toISOString() };
    twin.store.repositories.put(repo, updated);
    for (const change of changes) applyRefChange(twin, updated, change, actor);
  });
}

function changedRefs(known: Refs, refs: Refs): string[] {
  const names = new Set([...Object.keys(known), ...Object.keys(refs)]);
  return [...names].filter((name) => known[name] !== refs[name]).sort();
}

async function readChange(
  twin: Twin,
  repository: RepositoryRecord,
  ref: string,
  values: { before: string | undefined; after: string | undefined },
): Promise<RefChange> {
  const dir = twin.pathOf(repository);
  const { before = ZERO, after = ZERO } = values;
  const hasNews = after !== ZERO && ref.startsWith('refs/heads/');
  const moved = before !== ZERO && after !== ZERO;
  return {
    ref,
    before,
    after,
    forced: moved && !(await isAncestor(dir, before, after)),
    commits: hasNews ? await readCommits(dir, repository, { before, after }) : [],
    workflows: hasNews ? await readWorkflows(dir, after) : [],
    merged: moved ? await findMerged(twin, repository, ref, { before, after }) : [],
  };
}

async function readCommits(dir: string, repository: RepositoryRecord, { before, after }: { before: string; after: string }) {
  const main = repository.knownRefs[`refs/heads/${repository.defaultBranch}`];
  const base = before === ZERO ? main : before;
  const range = base === undefined ? after : `${base}..${after}`;
  const commits = (await listCommits(dir, range, { limit: MAX_COMMITS })).toReversed();
  return Promise.all(
    commits.map(async (commit) => ({
      commit,
      files: await listFileDiffs(dir, commit.parents[0] ?? EMPTY_TREE, commit.sha),
    })),
  );
}

async function findMerged(
  twin: Twin,
  repository: RepositoryRecord,
  ref: string,
  { before, after }: { before: string; after: string },
): Promise<PullRecord[]> {
  const dir = twin.pathOf(repository);
  const open = listPulls(twin.store, keyOf(repository)).filter(
    (pull) => pull.state === 'open' && `refs/heads/${pull.base.ref}` === ref,
  );
  const merged: PullRecord[] = [];
  for (const pull of open) {
    const was = await isAncestor(dir, pull.head.sha, before);
    if (!was && (await isAncestor(dir, pull.head.sha, after))) merged.push(pull);
  }
  return merged;
}

/** Keeps `refs/pull/N/head`, so that a pull request's commits stay when its branch goes. */
async function keepPullHeads(twin: Twin, dir: string, repo: string, refs: Refs): Promise<void> {
  for (const pull of listPulls(twin.store, repo).filter(({ state }) => state === 'open')) {
    const head = refs[`refs/heads/${pull.head.ref}`];
    if (head !== undefined && head !== pull.head.sha) await updateRef(dir, `refs/pull/${pull.number}/head`, head);
  }
}
