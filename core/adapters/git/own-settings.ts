import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Git, GitOptions } from './git.ts';
import { requireCheckout } from './require-checkout.ts';

/** What in a git directory makes git run programs or look elsewhere, besides `config`; none of it is ours. */
const FOREIGN = ['config.worktree', 'info/attributes', 'objects/info/alternates', 'objects/info/http-alternates'];

/** Keeps a checkout's settings as they are now, for `withOwnSettings`. */
export async function keepSettings(gitDir: string, kept: string): Promise<void> {
  await mkdir(dirname(kept), { recursive: true });
  await copyFile(join(gitDir, 'config'), kept);
}

/**
 * A git that first puts a checkout's settings back to what we kept of them: where there is no sandbox, code of the
 * repository can write them, and git would run what they name. Other git directories are left alone.
 * @throws UpstreamError `CHECKOUT_GONE`
 */
export function withOwnSettings(git: Git, gitDir: string, kept: string): Git {
  return async (args, options: GitOptions) => {
    if (options.gitDir === gitDir) await restore(gitDir, kept);
    return git(args, options);
  };
}

async function restore(gitDir: string, kept: string): Promise<void> {
  const ours = await readFile(kept, 'utf8').catch(() => undefined);
  // While the checkout is being made no code of the repository has run.
  if (ours === undefined) return;
  await requireCheckout(gitDir);
  const config = join(gitDir, 'config');
  const found = await readFile(config, 'utf8').catch(() => '');
  if (found !== ours) {
    await rm(config, { recursive: true, force: true });
    await writeFile(config, ours);
  }
  await Promise.all(FOREIGN.map((name) => rm(join(gitDir, name), { recursive: true, force: true })));
}
