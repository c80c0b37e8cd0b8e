import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '#ports/sandbox.ts';
import type { Workspaces } from '#ports/workspace.ts';
import { prepareCheckout } from './checkout.ts';
import { directoryNameOf } from './directory-name.ts';
import { discard } from './discard.ts';
import { createGit } from './git.ts';
import { openHub } from './hub.ts';
import { withOwnSettings } from './own-settings.ts';
import { createWorkspace } from './workspace.ts';

export interface WorkspacesInput {
  /** Everything is kept below it, one directory per task. */
  readonly root: string;
  /** Where the repository's commands run. */
  readonly sandbox: Sandbox;
  /** Who commits. */
  readonly author?: { readonly name: string; readonly email: string };
  /** Where git is found, as in PATH. */
  readonly path?: string;
  readonly gitTimeoutSeconds?: number;
}

const AUTHOR = { name: 'Stepwright', email: 'stepwright@users.noreply.github.com' };
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const GIT_TIMEOUT_SECONDS = 600;

/** Checkouts on this machine's disk, made with its git (2.38 or newer). */
export function openWorkspaces(input: WorkspacesInput): Workspaces {
  const path = input.path || SYSTEM_PATH;
  return {
    open: async ({ taskId, repo, cloneUrl, branch, baseBranch, withSaved, token }) => {
      const place = join(input.root, directoryNameOf(taskId));
      const name = repo.split('/').map(directoryNameOf).join('__');
      const beside = (kind: string): string => join(place, '.stepwright', name, kind);
      const root = join(place, name);
      const home = beside('home');
      const temporary = beside('tmp');
      const gitHome = beside('git-home');
      await Promise.all([home, temporary, gitHome].map((directory) => mkdir(directory, { recursive: true })));
      const author = input.author ?? AUTHOR;
      const settings = beside('checkout-settings');
      const anyGit = createGit({ home: gitHome, path, author, timeoutSeconds: input.gitTimeoutSeconds ?? GIT_TIMEOUT_SECONDS });
      const git = withOwnSettings(anyGit, join(root, '.git'), settings);
      const hub = await openHub({ git, gitDir: beside('hub.git'), cloneUrl, token });
      const checkout = await prepareCheckout({ git, hub, directory: root, branch, baseBranch, cloneUrl, withSaved, settings });
      return createWorkspace({ root, branch, git, hub, ...checkout, sandbox: input.sandbox, home, temporary });
    },
    remove: async (taskId) => discard(join(input.root, directoryNameOf(taskId))),
  };
}
