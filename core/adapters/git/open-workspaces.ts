import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import PQueue from 'p-queue';
import { InputError } from '#domain/errors.ts';
import type { Workspaces } from '#ports/workspace.ts';
import { prepareCheckout } from './checkout.ts';
import { discard } from './discard.ts';
import { createGit } from './git.ts';
import { openHub } from './hub.ts';
import type { CommandLimits } from './run-command.ts';
import { createWorkspace } from './workspace.ts';

export interface WorkspacesInput {
  /** Everything is kept below it, one directory per task. */
  readonly root: string;
  readonly limits?: Partial<CommandLimits>;
  /** Who commits. */
  readonly author?: { readonly name: string; readonly email: string };
  /** Where programs are found, as in PATH; our own node comes first. */
  readonly path?: string;
  readonly gitTimeoutSeconds?: number;
}

const LIMITS: CommandLimits = { outputBytes: 200_000, fileBytes: 2 * 1024 ** 3, processes: 16_384 };
const AUTHOR = { name: 'Stepwright', email: 'stepwright@users.noreply.github.com' };
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const GIT_TIMEOUT_SECONDS = 600;

/** Checkouts on this machine's disk, made with its git (2.38 or newer). */
export function openWorkspaces(input: WorkspacesInput): Workspaces {
  const path = searchPath(input.path ?? SYSTEM_PATH);
  const limits = { ...LIMITS, ...input.limits };
  // Commands of many sessions at once would only make each other time out; their time counts from their turn.
  const turns = new PQueue({ concurrency: availableParallelism() });
  return {
    open: async ({ taskId, repo, cloneUrl, branch, withSaved, token }) => {
      const place = join(input.root, nameOf(taskId));
      const name = repo.split('/').map(nameOf).join('__');
      const beside = (kind: string): string => join(place, '.stepwright', name, kind);
      const root = join(place, name);
      const home = beside('home');
      const temporary = beside('tmp');
      const gitHome = beside('git-home');
      await Promise.all([home, temporary, gitHome].map((directory) => mkdir(directory, { recursive: true })));
      const author = input.author ?? AUTHOR;
      const git = createGit({ home: gitHome, path, author, timeoutSeconds: input.gitTimeoutSeconds ?? GIT_TIMEOUT_SECONDS });
      const hub = await openHub({ git, gitDir: beside('hub.git'), cloneUrl, token });
      const checkout = await prepareCheckout({ git, hub, directory: root, branch, cloneUrl, withSaved });
      const environment = { PATH: path, HOME: home, TMPDIR: temporary, LANG: 'C.UTF-8', CI: 'true' };
      return createWorkspace({ root, branch, git, hub, ...checkout, environment, limits, turns });
    },
    remove: async (taskId) => discard(join(input.root, nameOf(taskId))),
  };
}

/** Our own tools (`node_modules/.bin`, put there by npm) are none of the repository's business; our node is. */
function searchPath(path: string): string {
  const others = path.split(delimiter).filter((entry) => entry !== '' && !/node_modules\/(?:.*\/)?\.bin\/?$/.test(entry));
  return [dirname(process.execPath), ...others].join(delimiter);
}

function nameOf(part: string): string {
  if (/^[A-Za-z0-9_][\w.-]*$/.test(part)) return part;
  throw new InputError(`${JSON.stringify(part)} cannot be part of a directory's name.`, { code: 'NAME_INVALID' });
}
