import { readDiffLines } from '#domain/diff-lines.ts';
import { listFileDiffs } from '../git/diff.ts';
import { GithubError } from '../http/errors.ts';
import type { PullRecord } from '../state/pulls.ts';
import { readPullEnds } from './pull-ends.ts';

interface Line {
  readonly path: string;
  readonly line?: number | undefined;
  readonly side: 'LEFT' | 'RIGHT';
}

/** The diff that each line is shown with. Only lines that the pull request's diff shows are taken. @throws GithubError 422 in GitHub's words */
export async function readHunks(dir: string, pull: PullRecord, lines: readonly Line[]): Promise<string[]> {
  if (lines.length === 0) return [];
  const { from, to } = await readPullEnds(dir, pull);
  const files = new Map((await listFileDiffs(dir, from, to)).map((file) => [file.path, file.patch ?? '']));
  return lines.map(({ path, line, side }) => {
    const patch = files.get(path);
    if (patch === undefined) throw new GithubError(422, 'Unprocessable Entity: "Path could not be resolved"');
    const shown = readDiffLines(patch)[side === 'LEFT' ? 'old' : 'new'];
    if (line !== undefined && !shown.has(line)) throw new GithubError(422, 'Unprocessable Entity: "Line could not be resolved"');
    return line === undefined ? patch : hunkUpTo(patch, line, side);
  });
}

/** The hunk that shows the line, from its header to the line. */
function hunkUpTo(patch: string, line: number, side: Line['side']): string {
  const number = side === 'LEFT' ? 'old' : 'new';
  const hunk = patch.split(/^(?=@@ )/m).find((one) => readDiffLines(one)[number].has(line)) ?? '';
  const rows = hunk.trimEnd().split('\n');
  const end = rows.findIndex((_, at) => readDiffLines(rows.slice(0, at + 1).join('\n'))[number].has(line));
  return rows.slice(0, end + 1).join('\n');
}
