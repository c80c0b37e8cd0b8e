import { tryGit } from './run-git.ts';
import type { GitResult } from '#adapters/git/spawner.ts';

/** Paths of a commit's files in which every term occurs (case does not matter), at most `limit`. */
export async function grepPaths(dir: string, commit: string, terms: readonly string[], limit: number): Promise<string[]> {
  const result = await grep(dir, ['-l', '--all-match', ...patternsOf(terms), commit, '--']);
  const names = result.stdout.toString('utf8').split('\0').filter(Boolean).slice(0, limit);
  return names.map((name) => name.slice(commit.length + 1));
}

/** The lines of these files in which a term occurs, with one line around each, by path. */
export async function readFragments(
  dir: string,
  commit: string,
  paths: readonly string[],
  terms: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (paths.length === 0) return new Map();
  const files = paths.map((path) => `:(literal)${path}`);
  const result = await grep(dir, ['-C', '1', '--max-count', '5', ...patternsOf(terms), commit, '--', ...files]);
  const fragments = new Map<string, string[]>();
  // Each line begins with its file's name and NUL, but for the `--` between lines that do not follow one another.
  let apart = false;
  for (const line of result.stdout.toString('utf8').split('\n')) {
    const end = line.indexOf('\0');
    const path = line.slice(commit.length + 1, end);
    const before = fragments.get(path);
    if (end >= 0) fragments.set(path, [...(before ?? []), ...(before && apart ? ['--'] : []), line.slice(end + 1)]);
    apart = end < 0;
  }
  return new Map([...fragments].map(([path, lines]) => [path, lines.join('\n').trimEnd()]));
}

function patternsOf(terms: readonly string[]): string[] {
  return terms.flatMap((term) => ['-e', term]);
}

async function grep(dir: string, args: readonly string[]): Promise<GitResult> {
  const result = await tryGit(dir, ['grep', '-z', '-i', '-I', '-F', ...args]);
  if (result.code > 1) throw new Error(`git grep ended with ${result.code}: ${result.stderr.trim()}`);
  return result;
}
