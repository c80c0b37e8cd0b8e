import { lstat, rm } from 'node:fs/promises';
import { checkedPath } from './checked-path.ts';
import type { Git, GitOptions } from './git.ts';

/** Mode of a nested repository in the index. */
const NESTED_MODE = '160000 ';

/** How an entry begins whose file is not in the index; others begin with another letter. */
const UNTRACKED = '? ';

/** How git says that a pipe or a socket is where it has a file; it then adds nothing at all. */
const SPECIAL = 'can only add regular files';

/**
 * Stages every change of the checkout but those of nested repositories: git would look into one and obey its own
 * settings, which the repository's code may have written, and a commit could only point at what nobody else has.
 */
export async function addAll(git: Git, here: GitOptions, ...options: readonly string[]): Promise<void> {
  const listed = await git(['ls-files', '-z', '-t', '--stage', '--others', '--exclude-standard'], here);
  const excluded = listed.split('\0').flatMap((entry) => {
    const path = nestedPathOf(entry);
    return path === undefined ? [] : [`:(exclude,literal)${path.replace(/\/$/, '')}`];
  });
  const add = (): Promise<string> => git(['add', '--all', ...options, '--', '.', ...excluded], here);
  await add().catch(async (error: unknown) => {
    if (!(error instanceof Error && error.message.includes(SPECIAL))) throw error;
    await removeSpecial(git, here);
    await add();
  });
}

/** Where a nested repository is, if that is what this entry tells of. */
function nestedPathOf(entry: string): string | undefined {
  const said = entry.slice(2);
  // Of directories that are not in the index only nested repositories are listed as such.
  if (entry.startsWith(UNTRACKED)) return said.endsWith('/') ? said : undefined;
  return said.startsWith(NESTED_MODE) ? said.slice(said.indexOf('\t') + 1) : undefined;
}

/** Nothing of a pipe could be committed: the file that it replaced is gone. */
async function removeSpecial(git: Git, here: GitOptions): Promise<void> {
  const changed = await git(['ls-files', '-z', '--modified'], here);
  for (const path of changed.split('\0')) {
    // What is beyond a link out of the tree is none of ours.
    const place = await checkedPath(here.workTree ?? '', path).catch(() => undefined);
    const found = place === undefined ? undefined : await lstat(place).catch(() => undefined);
    const isSpecial = found && !found.isFile() && !found.isDirectory() && !found.isSymbolicLink();
    if (place !== undefined && isSpecial) await rm(place, { force: true });
  }
}
