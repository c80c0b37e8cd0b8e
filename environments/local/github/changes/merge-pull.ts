import { mergeTrees } from '../git/diff.ts';
import { readRef, updateRef } from '../git/refs.ts';
import { writeCommit } from '../git/write-objects.ts';
import { GithubError } from '../http/errors.ts';
import { toSignature } from '../render/identity.ts';
import { whyBlocked } from './protection.ts';
import { allChecks } from './read-checks.ts';
import type { PullRecord } from '../state/pulls.ts';
import { fullNameOf, keyOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';
import { closePull } from './pulls.ts';
import { syncRefs } from './sync-refs.ts';

export interface Mergeability {
  readonly mergeable: boolean;
  readonly state: 'blocked' | 'clean' | 'dirty' | 'draft' | 'unstable' | 'unknown';
}

/** Whether the pull request can be merged now, found out by merging it for nobody to see. */
export async function readMergeability(twin: Twin, repository: RepositoryRecord, pull: PullRecord): Promise<Mergeability> {
  const dir = twin.pathOf(repository);
  const base = await readRef(dir, `refs/heads/${pull.base.ref}`);
  if (base === undefined) return { mergeable: false, state: 'unknown' };
  const merge = await mergeTrees(dir, base, pull.head.sha);
  if (merge.type === 'conflict') return { mergeable: false, state: 'dirty' };
  if (pull.draft) return { mergeable: true, state: 'draft' };
  if (whyBlocked(twin, pull) !== undefined) return { mergeable: true, state: 'blocked' };
  const passing = allChecks(twin, keyOf(repository), pull.head.sha).every((check) => check === 'success');
  return { mergeable: true, state: passing ? 'clean' : 'unstable' };
}

export interface MergeInput {
  readonly method: 'merge' | 'squash' | 'rebase';
  readonly title: string | undefined;
  readonly message: string | undefined;
  readonly sha: string | undefined;
  readonly actor: string;
}

/** Merges a pull request and answers the new commit; call it within `serially`. @throws GithubError 405 or 409 */
export async function mergePull(twin: Twin, repository: RepositoryRecord, pull: PullRecord, input: MergeInput): Promise<string> {
  const dir = twin.pathOf(repository);
  const ref = `refs/heads/${pull.base.ref}`;
  const base = await readRef(dir, ref);
  if (input.sha !== undefined && input.sha !== pull.head.sha) {
    throw new GithubError(409, 'Head branch was modified. Review and try the merge again.');
  }
  const refusal = whyRefused(twin, pull, input);
  if (refusal !== undefined || base === undefined) throw new GithubError(405, refusal ?? 'Pull Request is not mergeable');
  const merge = await mergeTrees(dir, base, pull.head.sha);
  if (merge.type === 'conflict') throw new GithubError(405, 'Pull Request is not mergeable');
  const who = toSignature(input.actor, twin.now());
  const squash = input.method === 'squash';
  const sha = await writeCommit(dir, {
    tree: merge.tree,
    parents: squash ? [base] : [base, pull.head.sha],
    message: toMessage(repository, pull, input),
    author: who,
    committer: who,
  });
  if (!(await updateRef(dir, ref, sha, base)))
    throw new GithubError(409, 'Base branch was modified. Review and try the merge again.');
  twin.store.transaction(() => closePull(twin, repository, pull, { actor: input.actor, merged: { sha } }));
  await syncRefs(twin, keyOf(repository), input.actor);
  return sha;
}

function whyRefused(twin: Twin, pull: PullRecord, { method }: MergeInput): string | undefined {
  if (method === 'rebase') return 'Rebase merges are not allowed on this repository.';
  if (pull.state !== 'open') return 'Pull Request is not mergeable';
  return pull.draft ? 'Pull Request is still a draft' : whyBlocked(twin, pull);
}

function toMessage(repository: RepositoryRecord, pull: PullRecord, input: MergeInput): string {
  if (input.method === 'squash') {
    return [input.title ?? `${pull.title} (#${pull.number})`, input.message ?? pull.body ?? ''].join('\n\n').trim();
  }
  const title = input.title ?? `Merge pull request #${pull.number} from ${fullNameOf(repository)}:${pull.head.ref}`;
  return [title, input.message ?? pull.title].join('\n\n').trim();
}
