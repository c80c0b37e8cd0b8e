import { InputError } from '#domain/errors.ts';
import { visiblePath } from '#domain/visible-path.ts';
import type { Git, GitOptions } from './git.ts';
import { OUTPUT_LIMIT, SAYS_NOTHING, TIMED_OUT } from './git-error.ts';

const MAX_LINE = 300;
const SECONDS = 60;

/** One line of `git grep -z -n`: path, number and text; only the path may have line ends in it. */
const FOUND = /([^\0]*)\0(\d+)\0([^\n]*)\n?/g;

/** Lines of the checkout's text files (ignored ones apart) that match an extended regular expression. */
export async function searchFiles(
  { git, here }: { readonly git: Git; readonly here: GitOptions },
  pattern: string,
  limit: number,
): Promise<string[]> {
  const args = ['grep', '-z', '-n', '-I', '-E', '--untracked', '--no-color', `--max-count=${limit}`, '-e', pattern];
  const output = await git(args, { ...here, timeoutSeconds: SECONDS }).catch(readFailure);
  const lines: string[] = [];
  for (const [, path = '', line = '', text = ''] of output.matchAll(FOUND)) {
    if (lines.length === limit) break;
    lines.push(`${visiblePath(path)}:${line}: ${text.slice(0, MAX_LINE)}`);
  }
  return lines;
}

function readFailure(error: unknown): string {
  const said = error instanceof Error ? error.message : '';
  // git grep ends with 1 and says nothing when no line matches.
  if (said.includes(SAYS_NOTHING)) return '';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === OUTPUT_LIMIT)
    throw refused('The lines that match are too many or too long.', 'Make the pattern more exact.', error);
  if (code === TIMED_OUT) throw refused(`The search took longer than ${SECONDS} seconds.`, 'Use a simpler pattern.', error);
  if (!/fatal: /.test(said)) throw error;
  throw refused(`The pattern cannot be used. ${said}`, 'Use an extended regular expression (grep -E).', error);
}

function refused(message: string, remedy: string, cause: unknown): InputError {
  return new InputError(message, { code: 'PATTERN_INVALID', remedy, cause });
}
