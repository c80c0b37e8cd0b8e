import { CHANGES, type Git, type GitOptions } from './git.ts';
import type { Hub } from './hub.ts';

/** A checkout that has just fetched from its hub. */
export interface Standing {
  readonly git: Git;
  readonly hub: Hub;
  readonly here: GitOptions;
  readonly branch: string;
}

/** Goes on from what an earlier session saved, unless the checkout has that already or has other work of its own. */
export async function takeSaved({ git, hub, here, branch }: Standing): Promise<void> {
  const saved = await hub.saved.find(branch);
  if (saved === undefined) return;
  const count = async (range: string): Promise<number> => Number(await git(['rev-list', '--count', range], here));
  const isMissing = (await count(`HEAD..${saved}`)) > 0;
  if (isMissing) {
    const isOwn = (await count(`refs/remotes/origin/${branch}..HEAD`)) > 0;
    // Commits that only this disk has: either what was saved, brought up to date since, or other work, which a save tells.
    if (isOwn && (await count(`${saved}..HEAD`)) > 0) return;
    if ((await git(['status', ...CHANGES], here)) !== '') return;
    await git(['reset', '--quiet', '--hard', saved], here);
  }
  await hub.saved.take(branch, saved);
}

/**
 * Brings what others pushed below our own commits: those after `published`, where the branch was when this checkout last
 * looked, if it was rewritten since; then the old ones are in the new ones. Answers the ref that keeps our work when not all of it fits there.
 */
export async function catchUp({ git, hub, here, branch }: Standing, published = ''): Promise<string | undefined> {
  const upstream = `refs/remotes/origin/${branch}`;
  const behind = Number(await git(['rev-list', '--count', `HEAD..${upstream}`], here));
  if (behind === 0) return undefined;
  if ((await git(['status', ...CHANGES], here)) !== '') {
    // Uncommitted work is not risked: when this does not go smoothly, the next save tells that the branch moved.
    await git(['merge', '--quiet', '--ff-only', upstream], here).catch(() => undefined);
    return undefined;
  }
  try {
    const isRewritten = published !== '' && Number(await git(['rev-list', '--count', `${upstream}..${published}`], here)) > 0;
    await git(['rebase', '--quiet', ...(isRewritten ? ['--onto', upstream, published] : [upstream])], here);
    return undefined;
  } catch {
    return keepWhatFits({ git, hub, here, branch });
  }
}

/** Ends a rebase at the first commit that does not fit: those before it stay, and all of them are kept on the server. */
async function keepWhatFits({ git, hub, here, branch }: Standing): Promise<string> {
  // Until a rebase has succeeded its branch is where it was.
  const ref = await hub.setAside(here.gitDir, branch);
  await git(['rebase', '--quit'], here);
  await git(['reset', '--quiet', '--hard'], here);
  await git(['checkout', '--quiet', '-B', branch], here);
  return ref;
}
