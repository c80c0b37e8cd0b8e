import { tryGit } from './run-git.ts';

export interface GrepHit {
  readonly path: string;
  /** The matching lines with one line around each. */
  readonly fragment: string;
}

/** Files of a commit in which every term occurs (case does not matter), at most `limit`. */
export async function grepFiles(dir: string, commit: string, terms: readonly string[], limit: number): Promise<GrepHit[]> {
  const patterns = terms.flatMap((term) => ['-e', term]);
  const result = await tryGit(dir, ['grep', '-z', '-l', '-i', '-I', '-F', '--all-match', ...patterns, commit, '--']);
  if (result.code > 1) throw new Error(`git grep ended with ${result.code}: ${result.stderr.trim()}`);
  const names = result.stdout.toString('utf8').split('\0').filter(Boolean).slice(0, limit);
  const paths = names.map((name) => name.slice(commit.length + 1));
  return Promise.all(paths.map(async (path) => ({ path, fragment: await readFragment(dir, commit, path, patterns) })));
}

async function readFragment(dir: string, commit: string, path: string, patterns: readonly string[]): Promise<string> {
  const args = ['grep', '-h', '-i', '-F', '-C', '1', '--max-count', '5', ...patterns, commit, '--', `:(literal)${path}`];
  const result = await tryGit(dir, args);
  return result.stdout.toString('utf8').trimEnd();
}
