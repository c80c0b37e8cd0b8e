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

/** GitHub takes comments only on lines that the pull request's diff shows. @throws GithubError 422 in GitHub's words */
export async function checkReviewLines(dir: string, pull: PullRecord, lines: readonly Line[]): Promise<void> {
  if (lines.length === 0) return;
  const { from, to } = await readPullEnds(dir, pull);
  const files = new Map((await listFileDiffs(dir, from, to)).map((file) => [file.path, file.patch ?? '']));
  for (const { path, line, side } of lines) {
    const patch = files.get(path);
    if (patch === undefined) throw new GithubError(422, 'Unprocessable Entity: "Path could not be resolved"');
    const shown = readDiffLines(patch)[side === 'LEFT' ? 'old' : 'new'];
    if (line !== undefined && !shown.has(line)) throw new GithubError(422, 'Unprocessable Entity: "Line could not be resolved"');
  }
}
