import { mergeBase, readRef } from '../git/refs.ts';
import { GithubError } from '../http/errors.ts';
import type { PullRecord } from '../state/pulls.ts';

/** The commits between which a pull request's change lies. @throws GithubError 422 when they share no history */
export async function readPullEnds(dir: string, pull: PullRecord): Promise<{ from: string; to: string }> {
  // A merged head is inside its base; what it changed is seen from where the base stood before.
  const live = pull.mergedAt === null ? await readRef(dir, `refs/heads/${pull.base.ref}`) : undefined;
  const common = await mergeBase(dir, live ?? pull.base.sha, pull.head.sha);
  if (common === undefined) throw new GithubError(422, 'The branches have no history in common.');
  return { from: common, to: pull.head.sha };
}
