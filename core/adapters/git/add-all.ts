import type { Git, GitOptions } from './git.ts';

/** Mode of a nested repository in the index. */
const NESTED_MODE = '160000 ';

/**
 * Stages every change of the checkout but those of nested repositories: git would look into one and obey its own
 * settings, which the repository's code may have written, and a commit could only point at what nobody else has.
 */
export async function addAll(git: Git, here: GitOptions, ...options: readonly string[]): Promise<void> {
  const known = await git(['ls-files', '-z', '--stage'], here);
  const others = await git(['ls-files', '-z', '--others', '--exclude-standard'], here);
  const nested = [
    ...known.split('\0').flatMap((entry) => (entry.startsWith(NESTED_MODE) ? [entry.slice(entry.indexOf('\t') + 1)] : [])),
    // Of directories only nested repositories are listed as such.
    ...others.split('\0').filter((path) => path.endsWith('/')),
  ];
  await git(
    ['add', '--all', ...options, '--', '.', ...nested.map((path) => `:(exclude,literal)${path.replace(/\/$/, '')}`)],
    here,
  );
}
