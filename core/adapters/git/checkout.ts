import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Git, GitOptions } from './git.ts';
import type { Hub } from './hub.ts';

export interface CheckoutInput {
  readonly git: Git;
  readonly hub: Hub;
  readonly directory: string;
  readonly branch: string;
  readonly cloneUrl: string;
}

/** What tools leave in a checkout and nobody means to commit, whatever the repository's own ignore file says. */
const NEVER_COMMITTED = ['node_modules/', '.venv/', '__pycache__/', '.pytest_cache/'];

/** Makes the checkout of a branch, or goes on with the one that is there: what is uncommitted or unpushed in it stays. */
export async function prepareCheckout(input: CheckoutInput): Promise<GitOptions> {
  await input.hub.fetch(input.branch);
  const exists = await stat(join(input.directory, '.git')).then(
    () => true,
    () => false,
  );
  if (!exists) await create(input);
  const here = locate(input.directory);
  if (exists) await catchUp(input, here);
  return here;
}

function locate(directory: string): GitOptions {
  return { gitDir: join(directory, '.git'), workTree: directory };
}

/** Made beside its place and moved there whole, so that a half-made checkout is never taken for one. */
async function create({ git, hub, directory, branch, cloneUrl }: CheckoutInput): Promise<void> {
  const draft = `${directory}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const there = locate(draft);
  await git(['init', '--quiet'], there);
  await git(['config', 'remote.origin.url', cloneUrl], there);
  await appendFile(join(there.gitDir, 'info', 'exclude'), `${NEVER_COMMITTED.join('\n')}\n`);
  await fetchFrom(git, hub, there);
  await git(['checkout', '--quiet', '-B', branch, `refs/remotes/origin/${branch}`], there);
  await rm(directory, { recursive: true, force: true });
  await mkdir(dirname(directory), { recursive: true });
  await rename(draft, directory);
}

async function fetchFrom(git: Git, hub: Hub, there: GitOptions): Promise<void> {
  await git(['fetch', '--quiet', '--prune', '--no-tags', hub.gitDir, '+refs/heads/*:refs/remotes/origin/*'], there);
}

/** Takes over what others pushed where that costs nothing of ours; a real conflict is left for the push to tell. */
async function catchUp({ git, hub, directory, branch }: CheckoutInput, here: GitOptions): Promise<void> {
  // Left by a git that was killed; the session is ours alone, so nobody holds it.
  await rm(join(directory, '.git', 'index.lock'), { force: true });
  await git(['rebase', '--abort'], here).catch(() => undefined);
  await fetchFrom(git, hub, here);
  const current = await git(['rev-parse', '--abbrev-ref', 'HEAD'], here);
  if (current.trim() !== branch) await git(['checkout', '--quiet', branch], here);
  const upstream = `refs/remotes/origin/${branch}`;
  const behind = Number(await git(['rev-list', '--count', `HEAD..${upstream}`], here));
  if (behind === 0) return;
  const dirty = (await git(['status', '--porcelain'], here)) !== '';
  const catchingUp = dirty ? ['merge', '--quiet', '--ff-only', upstream] : ['rebase', '--quiet', upstream];
  await git(catchingUp, here).catch(() => git(['rebase', '--abort'], here).catch(() => undefined));
}
