import { appendFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Git, GitOptions } from './git.ts';
import { catchUp, type Standing, takeSaved } from './catch-up.ts';
import { discard } from './discard.ts';
import type { Hub } from './hub.ts';
import { keepSettings } from './own-settings.ts';
import { hasCheckout } from './require-checkout.ts';
import { unlock } from './unlock.ts';

export interface CheckoutInput {
  readonly git: Git;
  readonly hub: Hub;
  readonly directory: string;
  readonly branch: string;
  readonly baseBranch: string;
  readonly cloneUrl: string;
  readonly withSaved: boolean;
  /** Where the checkout's own settings are kept, out of the sight of the repository's code. */
  readonly settings: string;
}

/** What tools leave in a checkout and nobody means to commit, whatever the repository's own ignore file says. */
const NEVER_COMMITTED = ['node_modules/', '.venv/', '__pycache__/', '.pytest_cache/'];

export interface Checkout {
  readonly here: GitOptions;
  /** The server's ref with work that does not fit onto the branch any more. */
  readonly setAside: string | undefined;
}

/** Makes the checkout of a branch, or goes on with the one that is there: what is uncommitted or unpushed in it stays. */
export async function prepareCheckout(input: CheckoutInput): Promise<Checkout> {
  const { git, hub, directory, branch, baseBranch } = input;
  await hub.fetch(branch, baseBranch);
  const here = locate(directory);
  const tip = `refs/remotes/origin/${branch}`;
  // A run that was lost may have left it closed.
  await unlock(directory, 'work');
  const exists = await hasCheckout(here.gitDir);
  const published = exists ? (await git(['for-each-ref', '--format=%(objectname)', tip], here)).trim() : '';
  if (exists) await tidy(input, here);
  else await create(input);
  const standing: Standing = { git, hub, here, branch };
  if (input.withSaved) await takeSaved(standing);
  return { here, setAside: await catchUp(standing, published) };
}

function locate(directory: string): GitOptions {
  return { gitDir: join(directory, '.git'), workTree: directory };
}

/** Made beside its place and moved there whole, so that a half-made checkout is never taken for one. */
async function create({ git, hub, directory, branch, cloneUrl, settings }: CheckoutInput): Promise<void> {
  const draft = `${directory}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const there = locate(draft);
  await git(['init', '--quiet'], there);
  await git(['config', 'remote.origin.url', cloneUrl], there);
  await keepSettings(there.gitDir, settings);
  await appendFile(join(there.gitDir, 'info', 'exclude'), `${NEVER_COMMITTED.join('\n')}\n`);
  await fetchFrom(git, hub, there);
  await git(['checkout', '--quiet', '-B', branch, `refs/remotes/origin/${branch}`], there);
  await discard(directory);
  await mkdir(dirname(directory), { recursive: true });
  await rename(draft, directory);
}

async function fetchFrom(git: Git, hub: Hub, there: GitOptions): Promise<void> {
  const refspecs = ['+refs/heads/*:refs/remotes/origin/*', '+refs/saved/*:refs/saved/*'];
  await git(['fetch', '--quiet', '--prune', '--no-tags', hub.gitDir, ...refspecs], there);
}

/** Undoes what a killed git left half done, and brings what the server has. */
async function tidy({ git, hub, directory, branch }: CheckoutInput, here: GitOptions): Promise<void> {
  // Left by a git that was killed; the session is ours alone, so nobody holds it.
  await rm(join(directory, '.git', 'index.lock'), { force: true });
  await git(['rebase', '--abort'], here).catch(() => undefined);
  await fetchFrom(git, hub, here);
  const current = await git(['rev-parse', '--abbrev-ref', 'HEAD'], here);
  if (current.trim() !== branch) await git(['checkout', '--quiet', branch], here);
}
