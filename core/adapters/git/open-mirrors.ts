import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import type { Mirrors } from '#ports/mirrors.ts';
import { createGit } from './git.ts';
import { directoryNameOf } from './directory-name.ts';

export interface MirrorsInput {
  /** One bare repository per repository is kept below it. */
  readonly root: string;
  /** Where git is found, as in PATH. */
  readonly path: string;
  readonly gitTimeoutSeconds?: number;
}

/** Enough past to learn from; the whole of a large repository would take minutes. */
const DEPTH = 2_000;
const TIMEOUT_SECONDS = 180;
const AUTHOR = { name: 'Stepwright', email: 'stepwright@users.noreply.github.com' };

/** Mirrors on this machine's disk, made with its git. */
export function openMirrors({ root, path, gitTimeoutSeconds = TIMEOUT_SECONDS }: MirrorsInput): Mirrors {
  // Two fetches into one directory would stand in each other's way.
  const turns = new Map<string, PQueue>();
  return {
    fetch: async ({ repo, cloneUrl, branch, token }) => {
      const name = repo.split('/').map(directoryNameOf).join('__');
      const turn = turns.get(name) ?? new PQueue({ concurrency: 1 });
      turns.set(name, turn);
      return turn.add(async () => {
        const home = join(root, '.home');
        const gitDir = join(root, `${name}.git`);
        await Promise.all([home, gitDir].map((directory) => mkdir(directory, { recursive: true })));
        const git = createGit({ home, path, author: AUTHOR, timeoutSeconds: gitTimeoutSeconds });
        await git(['init', '--quiet', '--bare'], { gitDir });
        await rm(join(gitDir, 'shallow.lock'), { force: true });
        const credentials = /^https?:/.test(cloneUrl) ? { url: cloneUrl, token: await token() } : undefined;
        const refspec = `+refs/heads/${branch}:refs/heads/${branch}`;
        await git(['fetch', '--quiet', '--no-tags', `--depth=${DEPTH}`, cloneUrl, refspec], { gitDir, credentials });
        const commit = await git(['rev-parse', '--verify', `refs/heads/${branch}^{commit}`], { gitDir });
        return { gitDir, commit: commit.trim() };
      });
    },
  };
}
