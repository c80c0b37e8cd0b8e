import { type Collection, codeIn, proseIn, symbolsIn, visitAll } from '../collection.ts';
import { classifyPath, type FileKind } from '../source/classify-path.ts';
import { identifiersOf, memoisedWordsOf } from '../text/words.ts';
import { openPostings, type Postings } from './postings.ts';
import { addAt } from './scores.ts';

/** A state of a repository: its files' paths, the facts of file i at number i, and its past commits, newest first. */
export interface Snapshot {
  readonly paths: readonly string[];
  readonly facts: Collection;
  /** Commits in the same form: words of their messages, and the paths they changed behind `PATH_MARK`. */
  readonly commits: Collection;
  /** The contents of files as they are in this state; undefined for what cannot be read. */
  readonly read: (paths: readonly string[]) => Promise<readonly (Buffer | undefined)[]>;
}

/** A snapshot made ready for questions: what takes one pass over it is done once. */
export interface Library {
  readonly paths: readonly string[];
  readonly facts: Collection;
  readonly kinds: readonly FileKind[];
  readonly postings: Postings;
  /** The files whose path has a word, and how much it counts there. */
  readonly pathWords: ReadonlyMap<string, readonly { readonly file: number; readonly times: number }[]>;
  /** Words in each field of each file. */
  readonly lengths: Readonly<Record<'symbols' | 'code' | 'prose' | 'path', Float64Array>>;
  /** Files by the last part of their path in small letters, with and without extension. */
  readonly byName: ReadonlyMap<string, readonly number[]>;
}

/** How much the words of the file's own name count against those of its folders. */
const NAME_WEIGHT = 2;

/** Prepares a snapshot's files. */
export function openLibrary({ paths, facts }: Pick<Snapshot, 'paths' | 'facts'>): Library {
  const kinds = paths.map((path, file) => (facts.generated[file] ? 'derived' : classifyPath(path)));
  const empty = (): Float64Array => new Float64Array(paths.length);
  const lengths = { symbols: empty(), code: empty(), prose: empty(), path: empty() };
  visitAll(facts, (file, _, counts) => {
    addAt(lengths.symbols, file, symbolsIn(counts));
    addAt(lengths.code, file, codeIn(counts));
    addAt(lengths.prose, file, proseIn(counts));
  });
  const pathWords = new Map<string, { file: number; times: number }[]>();
  for (const [file, path] of paths.entries()) {
    const words = toPathWords(path);
    lengths.path[file] = words.size;
    for (const [word, times] of words) {
      const files = pathWords.get(word);
      if (files) files.push({ file, times });
      else pathWords.set(word, [{ file, times }]);
    }
  }
  return { paths, facts, kinds, postings: openPostings(facts), pathWords, lengths, byName: nameFiles(paths) };
}

function toPathWords(path: string): Map<string, number> {
  const counts = new Map<string, number>();
  const parts = path.replace(/\.\w+$/, '').split('/');
  for (const [depth, part] of parts.entries()) {
    const weight = depth === parts.length - 1 ? NAME_WEIGHT : 1;
    for (const word of identifiersOf(part).flatMap(memoisedWordsOf)) counts.set(word, Math.max(counts.get(word) ?? 0, weight));
  }
  return counts;
}

function nameFiles(paths: readonly string[]): Map<string, number[]> {
  const byName = new Map<string, number[]>();
  const add = (name: string, file: number): void => {
    const files = byName.get(name);
    if (files) files.push(file);
    else byName.set(name, [file]);
  };
  for (const [file, path] of paths.entries()) {
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    const bare = name.replace(/(?!^)\.\w+$/, '');
    add(name, file);
    if (bare !== name) add(bare, file);
    // A folder's main file answers for the folder: `import a/b` may mean a/b/index.ts.
    if (/^(?:__init__|index|mod|lib|main)$/.test(bare)) {
      const folder = path.split('/').at(-2)?.toLowerCase();
      if (folder !== undefined) add(folder, file);
    }
  }
  return byName;
}
