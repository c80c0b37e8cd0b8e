import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '#domain/errors.ts';
import type { Git, GitOptions } from './git.ts';
import { OUTGOING, openSavedWork, type SavedWork, savedRefspecOf } from './saved-work.ts';

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
  readonly saved: Pick<SavedWork, 'find' | 'isTaken' | 'take'>;
  /** Brings these two branches and the first one's saved work here: a server may have thousands of branches. @throws InputError `BRANCH_NOT_FOUND` */
  fetch(branch: string, baseBranch: string): Promise<void>;
  /** Publishes the checkout's commit as the branch, never by force. @throws ConflictError `BRANCH_MOVED` */
  push(checkoutGitDir: string, branch: string): Promise<void>;
  /** Publishes the checkout's commit in place of the branch, if that still is at `expected`. @throws ConflictError `BRANCH_MOVED` */
  replace(checkoutGitDir: string, branch: string, expected: string): Promise<void>;
  /** Keeps the checkout's commit on the server without publishing it, unless the branch has it. @throws ConflictError `BRANCH_MOVED` */
  save(checkoutGitDir: string, branch: string): Promise<{ readonly branchMoved: boolean }>;
  /** Keeps the checkout's branch as it is under a name of its own on the server, and answers that name. */
  setAside(checkoutGitDir: string, branch: string): Promise<string>;
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
  const saved = openSavedWork({ git, gitDir, cloneUrl, online });
  const fetch = async (...refspecs: string[]): Promise<void> => {
    await online(['fetch', '--quiet', '--prune', '--no-tags', cloneUrl, ...refspecs]);
  };
  const takeOut = async (checkoutGitDir: string, ref = 'HEAD'): Promise<void> => {
    await git(['fetch', '--quiet', '--no-tags', checkoutGitDir, `+${ref}:${OUTGOING}`], here);
  };
  const publish = async (checkoutGitDir: string, branch: string, ...options: string[]): Promise<void> => {
    await takeOut(checkoutGitDir);
    await online(['push', '--quiet', ...options, cloneUrl, `${OUTGOING}:refs/heads/${branch}`]);
    await git(['update-ref', `refs/heads/${branch}`, OUTGOING], here);
    await saved.drop(branch);
  };
  return {
    gitDir,
    saved,
    fetch: async (branch, baseBranch) => {
      await fetch(branchRefspecOf(branch), branchRefspecOf(baseBranch), savedRefspecOf(branch));
      const found = await git(['for-each-ref', `refs/heads/${branch}`], here);
      if (found !== '') return;
      throw new InputError(`${cloneUrl} has no branch ${branch}.`, {
        code: 'BRANCH_NOT_FOUND',
        remedy: 'Somebody deleted the branch. Retry the task from planning.',
      });
    },
    push: (checkoutGitDir, branch) => publish(checkoutGitDir, branch),
    replace: (checkoutGitDir, branch, expected) =>
      publish(checkoutGitDir, branch, `--force-with-lease=refs/heads/${branch}:${expected}`),
    save: async (checkoutGitDir, branch) => {
      await takeOut(checkoutGitDir);
      await fetch(branchRefspecOf(branch), savedRefspecOf(branch));
      const isBranch = async (relation: string): Promise<boolean> =>
        (await git(['for-each-ref', `--${relation}=${OUTGOING}`, `refs/heads/${branch}`], here)) !== '';
      if (!(await isBranch('contains'))) await saved.save(branch);
      return { branchMoved: !(await isBranch('merged')) };
    },
    setAside: async (checkoutGitDir, branch) => {
      await takeOut(checkoutGitDir, `refs/heads/${branch}`);
      return saved.setAside(branch);
    },
  };
}

/** What brings a branch here; a pattern, because asking for one that does not exist is an error that names nothing. */
function branchRefspecOf(branch: string): string {
  return `+refs/heads/${branch}*:refs/heads/${branch}*`;
}
