import { runGit, tryGit } from './run-git.ts';

export interface FileDiff {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  /** The file's blob after the change; before it when it was removed. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** The hunks; undefined for binary files and pure renames. */
  readonly patch: string | undefined;
}

/** git's name of the tree without entries, against which a first commit is compared. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

const OPTIONS = ['--no-color', '--no-ext-diff', '--find-renames', '--full-index'];

/** The unified diff of two trees as text. */
export async function readDiff(dir: string, from: string, to: string): Promise<string> {
  return runGit(dir, ['diff', ...OPTIONS, from, to]);
}

/** The commits of a range in mailbox form (GitHub's `patch` media type). */
export async function readPatch(dir: string, from: string, to: string): Promise<string> {
  return runGit(dir, ['format-patch', '--stdout', '--no-color', `${from}..${to}`]);
}

/** The changed files between two trees. */
export async function listFileDiffs(dir: string, from: string, to: string): Promise<FileDiff[]> {
  const [raw, numstat, diff] = await Promise.all([
    runGit(dir, ['diff', ...OPTIONS, '--raw', '--no-abbrev', '-z', from, to]),
    runGit(dir, ['diff', ...OPTIONS, '--numstat', '-z', from, to]),
    readDiff(dir, from, to),
  ]);
  const counts = parseNumstat(numstat);
  const patches = diff.split(/^(?=diff --git )/m).filter(Boolean);
  return parseRaw(raw).map((file, at) => ({ ...file, ...(counts[at] ?? NO_LINES), patch: toHunks(patches[at] ?? '') }));
}

type RawFile = Pick<FileDiff, 'path' | 'previousPath' | 'status' | 'sha'>;

const STATUSES: Readonly<Record<string, FileDiff['status']>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
};

function parseRaw(raw: string): RawFile[] {
  const parts = raw.split('\0').filter(Boolean);
  const files: RawFile[] = [];
  while (parts.length > 0) files.push(takeRawFile(parts));
  return files;
}

/** Takes one file's parts from the front: its change and its path, or both of its paths when it moved. */
function takeRawFile(parts: string[]): RawFile {
  const [, , before = '', after = '', letter = 'T'] = takePart(parts).split(' ');
  const status = STATUSES[letter.slice(0, 1)] ?? 'changed';
  const sha = status === 'removed' ? before : after;
  const path = takePart(parts);
  const moved = status === 'renamed' || status === 'copied';
  return moved ? { path: takePart(parts), previousPath: path, status, sha } : { path, previousPath: undefined, status, sha };
}

function takePart(parts: string[]): string {
  return parts.shift() ?? '';
}

const NO_LINES = { additions: 0, deletions: 0 };

function parseNumstat(numstat: string): { additions: number; deletions: number }[] {
  const parts = numstat.split('\0').filter((part) => part !== '');
  const counts: { additions: number; deletions: number }[] = [];
  for (const part of parts) {
    const match = /^(\d+|-)\t(\d+|-)\t/.exec(part);
    // A renamed file's two paths follow as parts of their own.
    if (match !== null) counts.push({ additions: Number(match[1]) || 0, deletions: Number(match[2]) || 0 });
  }
  return counts;
}

function toHunks(patch: string): string | undefined {
  const start = patch.search(/^@@ /m);
  return start < 0 ? undefined : patch.slice(start).replace(/\n$/, '');
}

export type MergeResult = { readonly type: 'clean'; readonly tree: string } | { readonly type: 'conflict' };

/** Merges two commits without a work tree; true conflict detection. */
export async function mergeTrees(dir: string, base: string, head: string): Promise<MergeResult> {
  const result = await tryGit(dir, ['merge-tree', '--write-tree', '--no-messages', base, head]);
  if (result.code === 0) return { type: 'clean', tree: result.stdout.toString('utf8').trim() };
  if (result.code === 1) return { type: 'conflict' };
  throw new Error(`git merge-tree ended with ${result.code}: ${result.stderr.trim()}`);
}
