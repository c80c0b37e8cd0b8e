import { type Collection, proseIn, visitAll, visitFile } from '../collection.ts';
import { type Messages, scoreMessages } from './lexical.ts';
import { openPostings } from './postings.ts';
import { addAt, ranked, rarityOf, type Scores } from './scores.ts';

/** Stands before a path that a commit changed, and before `old\0new` where it renamed a file. */
export const PATH_MARK = '>';
export const RENAME_MARK = '~';

/** Commits that change more files than this are moves, formatting, licences: they tell nothing about what belongs together. */
const MAX_FILES = 40;

/** The past of a snapshot's files: which of them each commit changed, newest first; files that are gone are left out. */
export interface Past extends Messages {
  readonly changed: readonly (readonly number[])[];
  /** How many files each commit changed in all, gone ones too; 0 for one that is too large to tell anything. */
  readonly sizes: readonly number[];
  /** The commits that changed a file, newest first. */
  readonly commitsOf: (file: number) => readonly number[];
}

/** Follows the renames back, so that commits to a file under its old name count for it. */
export function openPast(paths: readonly string[], commits: Collection): Past {
  const files = new Map(paths.map((path, file) => [path, file]));
  const changed: number[][] = [];
  const sizes: number[] = [];
  for (let commit = 0; commit < commits.keys.length; commit += 1) {
    const words = markedWords(commits, commit);
    const touched = new Set(words.filter((word) => word.startsWith(PATH_MARK)).map((word) => word.slice(1)));
    for (const word of words) if (word.startsWith(RENAME_MARK)) follow(files, word.slice(1));
    const large = touched.size > MAX_FILES;
    sizes.push(large ? 0 : touched.size);
    changed.push(large ? [] : [...touched].flatMap((path) => files.get(path) ?? []));
  }
  const lengths = new Float64Array(commits.keys.length);
  visitAll(commits, (commit, _, counts) => addAt(lengths, commit, proseIn(counts)));
  const byFile = commitsByFile(changed);
  return { postings: openPostings(commits), lengths, changed, sizes, commitsOf: (file) => byFile.get(file) ?? [] };
}

function commitsByFile(changed: readonly (readonly number[])[]): Map<number, number[]> {
  const byFile = new Map<number, number[]>();
  for (const [commit, files] of changed.entries()) {
    for (const file of files) {
      const found = byFile.get(file);
      if (found) found.push(commit);
      else byFile.set(file, [commit]);
    }
  }
  return byFile;
}

function markedWords(commits: Collection, commit: number): string[] {
  const found: string[] = [];
  visitFile(commits, commit, (word, counts) => {
    if (proseIn(counts) === 0) found.push(commits.words[word] ?? '');
  });
  return found;
}

function follow(files: Map<string, number>, rename: string): void {
  const [before = '', after = ''] = rename.split('\0');
  const file = files.get(after);
  if (file !== undefined && !files.has(before)) files.set(before, file);
}

const SIMILAR_COMMITS = 60;

/** Files that commits changed whose messages are like the ticket; the more like it and the fewer files, the more. */
export function scoreSimilarCommits(
  { changed, sizes, ...messages }: Past,
  words: ReadonlyMap<string, number>,
  files: number,
): Scores {
  const likeness = scoreMessages(messages, words).map((score, commit) => (sizes[commit] === 0 ? 0 : score));
  const scores = new Float64Array(files);
  for (const commit of ranked(likeness, SIMILAR_COMMITS)) {
    const share = (likeness[commit] ?? 0) ** 2 / Math.sqrt(sizes[commit] ?? 1);
    for (const file of changed[commit] ?? []) addAt(scores, file, share);
  }
  return scores;
}

const HALF_LIFE_COMMITS = 150;

/** How often, and how recently, each file changed: what changed goes on changing. */
export function scoreActivity({ changed }: Past, files: number): Scores {
  const scores = new Float64Array(files);
  for (const [age, touched] of changed.entries()) {
    const share = 0.5 ** (age / HALF_LIFE_COMMITS) / Math.sqrt(Math.max(1, touched.length));
    for (const file of touched) addAt(scores, file, share);
  }
  return scores.map((score) => Math.log1p(score));
}

/** As BM25 has them. */
const PROFILE = { saturation: 1.2, length: 0.5 };

/** How much the messages of the commits that changed a file are, taken together, about the ticket. */
export function scoreProfiles({ changed, sizes, postings }: Past, words: ReadonlyMap<string, number>, files: number): Scores {
  const lengths = new Float64Array(files);
  for (const [commit, touched] of changed.entries()) {
    for (const file of touched) addAt(lengths, file, 1 / Math.sqrt(sizes[commit] ?? 1));
  }
  const changedFiles = lengths.filter((length) => length > 0);
  const average = changedFiles.reduce((sum, length) => sum + length, 0) / Math.max(1, changedFiles.length);
  const scores = new Float64Array(files);
  for (const [word, weight] of words) {
    const counts = new Map<number, number>();
    postings.visit(word, (commit, packed) => {
      if (proseIn(packed) === 0) return;
      for (const file of changed[commit] ?? []) counts.set(file, (counts.get(file) ?? 0) + 1 / Math.sqrt(sizes[commit] ?? 1));
    });
    const worth = weight * rarityOf(counts.size, changedFiles.length) * (PROFILE.saturation + 1);
    for (const [file, count] of counts) {
      const length = 1 - PROFILE.length + PROFILE.length * ((lengths[file] ?? 0) / average);
      addAt(scores, file, (worth * count) / (count + PROFILE.saturation * length));
    }
  }
  return scores;
}
