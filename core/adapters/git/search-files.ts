import { InputError } from '#domain/errors.ts';
import type { Git, GitOptions } from './git.ts';

const MAX_LINE = 300;

/** Lines of the checkout's text files (ignored ones apart) that match an extended regular expression. */
export async function searchFiles(
  { git, here }: { readonly git: Git; readonly here: GitOptions },
  pattern: string,
  limit: number,
): Promise<string[]> {
  const args = ['grep', '-z', '-n', '-I', '-E', '--untracked', '--no-color', `--max-count=${limit}`, '-e', pattern];
  const output = await git(args, here).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : '';
    // git grep ends with 1 and says nothing when no line matches.
    if (said.startsWith('git grep failed: Command failed')) return '';
    if (!/fatal: /.test(said)) throw error;
    throw new InputError(`The pattern cannot be used. ${said}`, {
      code: 'PATTERN_INVALID',
      remedy: 'Use an extended regular expression (grep -E).',
      cause: error,
    });
  });
  return output.split('\n', limit).filter(Boolean).map(toLine);
}

function toLine(found: string): string {
  const [path = '', line = '', ...text] = found.split('\0');
  return `${path}:${line}: ${text.join('\0').slice(0, MAX_LINE)}`;
}
