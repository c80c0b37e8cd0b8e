import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '#domain/errors.ts';
import type { Git, GitOptions } from './git.ts';

export interface HubInput {
  readonly git: Git;
  /** Where the hub lives; outside the checkout. */
  readonly gitDir: string;
  readonly cloneUrl: string;
  readonly token: () => Promise<string>;
}

/**
 * The one place that speaks to the server: a bare repository beside the checkout. The checkout's own settings, which the
 * repository's code can change, are never read by a git that holds a token.
 */
export interface Hub {
  readonly gitDir: string;
  /** Brings every branch of the server here. @throws InputError `BRANCH_NOT_FOUND` when this one is not among them */
  fetch(branch: string): Promise<void>;
  /** Publishes a commit of the checkout as the branch, never by force. @throws ConflictError `BRANCH_MOVED` */
  push(checkoutGitDir: string, branch: string): Promise<void>;
}

/** Opens the hub, creating it when there is none. */
export async function openHub({ git, gitDir, cloneUrl, token }: HubInput): Promise<Hub> {
  await mkdir(gitDir, { recursive: true });
  const here: GitOptions = { gitDir };
  await git(['init', '--quiet', '--bare'], here);
  await rm(join(gitDir, 'shallow.lock'), { force: true });
  const online = async (args: readonly string[]): Promise<string> => {
    const remote = /^https?:/.test(cloneUrl);
    return git(args, { gitDir, credentials: remote ? { url: cloneUrl, token: await token() } : undefined });
  };
  return {
    gitDir,
    fetch: async (branch) => {
      await online(['fetch', '--quiet', '--prune', '--no-tags', cloneUrl, '+refs/heads/*:refs/heads/*']);
      const found = await git(['for-each-ref', `refs/heads/${branch}`], here);
      if (found !== '') return;
      throw new InputError(`${cloneUrl} has no branch ${branch}.`, {
        code: 'BRANCH_NOT_FOUND',
        remedy: 'Somebody deleted the branch. Retry the task from planning.',
      });
    },
    push: async (checkoutGitDir, branch) => {
      await git(['fetch', '--quiet', '--no-tags', checkoutGitDir, '+HEAD:refs/outgoing/head'], here);
      await online(['push', '--quiet', cloneUrl, `refs/outgoing/head:refs/heads/${branch}`]);
      await git(['update-ref', `refs/heads/${branch}`, 'refs/outgoing/head'], here);
    },
  };
}
