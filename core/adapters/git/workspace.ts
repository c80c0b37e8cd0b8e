import { constants } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '#domain/errors.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import type { Workspace } from '#ports/workspace.ts';
import { addAll } from './add-all.ts';
import { changedFiles } from './changed-files.ts';
import { checkedPath } from './checked-path.ts';
import { CHANGES, type Git, type GitOptions } from './git.ts';
import type { Hub } from './hub.ts';
import { rebasing } from './rebasing.ts';
import { requireCheckout } from './require-checkout.ts';
import { savedRefOf } from './saved-work.ts';
import { searchFiles } from './search-files.ts';
import { unlock } from './unlock.ts';

export interface WorkspaceInput {
  readonly root: string;
  readonly branch: string;
  readonly git: Git;
  readonly hub: Hub;
  readonly here: GitOptions;
  readonly setAside: string | undefined;
  readonly sandbox: Sandbox;
  /** Of the repository's commands. */
  readonly home: string;
  readonly temporary: string;
}

/** Above it a file is not read as text. */
const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** How git lists a file that is in the index and no more on the disk; it lists it as in the index, too. */
const REMOVED = 'R ';

/** The workspace port on a prepared checkout. */
export function createWorkspace(input: WorkspaceInput): Workspace {
  const { root, branch, here, sandbox, home, temporary, setAside } = input;
  return {
    root,
    savedRef: savedRefOf(branch),
    setAside,
    ...files(root),
    ...history(input),
    ...rebasing(input),
    search: (pattern, limit) => searchFiles(input, pattern, limit),
    isolation: () => sandbox.isolation(),
    run: async (command, { timeoutSeconds, signal, packages = false }) => {
      await requireCheckout(here.gitDir);
      // What our git obeys is not for the repository's code to write.
      const run = { command, directory: root, readOnly: [here.gitDir], home, temporary, packages, timeoutSeconds, signal };
      try {
        return await sandbox.run(run);
      } finally {
        await unlock(root, 'work');
      }
    },
  };
}

function files(root: string): Pick<Workspace, 'readFile' | 'writeFile'> {
  return {
    readFile: async (path) => {
      const place = await checkedPath(root, path);
      const found = await stat(place).catch(() => undefined);
      if (!found) return undefined;
      if (!found.isFile()) throw new InputError(`${path} is not a file.`, { code: 'NOT_A_FILE' });
      if (found.size > MAX_FILE_BYTES) {
        throw new InputError(`${path} has ${found.size} bytes; at most ${MAX_FILE_BYTES} are read.`, { code: 'FILE_TOO_LARGE' });
      }
      return withFile(place, constants.O_RDONLY, (handle) => handle.readFile('utf8'));
    },
    writeFile: async (path, content) => {
      const place = await checkedPath(root, path);
      const found = await stat(place).catch(() => undefined);
      if (found && !found.isFile()) throw new InputError(`${path} is not a file.`, { code: 'NOT_A_FILE' });
      await mkdir(dirname(place), { recursive: true });
      await withFile(place, constants.O_WRONLY + constants.O_CREAT + constants.O_TRUNC, (handle) => handle.writeFile(content));
    },
  };
}

/** The last part of the path was resolved already, so a link there now was put there to mislead us. */
async function withFile<T>(
  place: string,
  flags: number,
  use: (handle: Awaited<ReturnType<typeof open>>) => Promise<T>,
): Promise<T> {
  const handle = await open(place, flags + constants.O_NOFOLLOW);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

type History = Pick<
  Workspace,
  | 'listFiles'
  | 'diff'
  | 'changedFiles'
  | 'undo'
  | 'hasChanges'
  | 'commit'
  | 'save'
  | 'push'
  | 'head'
  | 'log'
  | 'recentCommits'
  | 'reset'
>;

function history({ git, hub, here, branch, root }: WorkspaceInput): History {
  const run = (...args: string[]): Promise<string> => git(args, here);
  const head = async (): Promise<string> => (await run('rev-parse', 'HEAD')).trim();
  /** A branch means what the server has under that name; anything else is a commit. */
  const resolve = async (base: string): Promise<string> => {
    const remote = await run('for-each-ref', '--format=%(objectname)', `refs/remotes/origin/${base}`);
    const tip = remote.trim() || (await run('rev-parse', '--verify', '--end-of-options', `${base}^{commit}`)).trim();
    return (await run('merge-base', 'HEAD', tip)).trim();
  };
  return {
    ...changedFiles({ git, here }, resolve),
    head,
    listFiles: async () => {
      const listed = await run('ls-files', '-z', '-t', '--cached', '--others', '--deleted', '--exclude-standard');
      const entries = listed.split('\0').filter((entry) => entry !== '');
      const gone = new Set(entries.filter((entry) => entry.startsWith(REMOVED)).map((entry) => entry.slice(2)));
      return [...new Set(entries.map((entry) => entry.slice(2)))].filter((path) => !gone.has(path)).sort();
    },
    diff: async (base) => {
      // Untracked files are part of the change; `intent to add` makes them show up.
      await addAll(git, here, '--intent-to-add');
      return run(
        'diff',
        '--no-ext-diff',
        '--no-textconv',
        '--no-color',
        '--ignore-submodules=all',
        base === undefined ? 'HEAD' : await resolve(base),
      );
    },
    hasChanges: async () => (await run('status', ...CHANGES)) !== '',
    commit: async (message, trailers) => {
      await addAll(git, here);
      const lines = Object.entries(trailers).map(([key, value]) => `--trailer=${key}: ${value.replace(/\s+/g, ' ')}`);
      await run('commit', '--quiet', '--no-verify', '--allow-empty', '--cleanup=verbatim', `--message=${message}`, ...lines);
      return head();
    },
    save: () => hub.save(here.gitDir, branch),
    push: async () => {
      await hub.push(here.gitDir, branch);
      await run('update-ref', `refs/remotes/origin/${branch}`, 'HEAD');
      return head();
    },
    log: async (base) => {
      const text = await run('log', '--reverse', '--no-color', '--format=%H%x00%B%x00', `${await resolve(base)}..HEAD`);
      const parts = text.split('\0').map((part) => part.trim());
      return Array.from({ length: Math.floor(parts.length / 2) }, (_, at) => ({
        sha: parts[2 * at] ?? '',
        message: parts[2 * at + 1] ?? '',
      }));
    },
    recentCommits: async (base, limit) => {
      const text = await run('rev-list', '--first-parent', `--max-count=${limit}`, `refs/remotes/origin/${base}`, '--');
      return text.split('\n').filter(Boolean);
    },
    reset: async () => {
      await run('reset', '--quiet', '--hard');
      await run('clean', '-d', '--force', '--quiet', '--', root);
    },
  };
}
