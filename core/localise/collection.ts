import type { FileFacts } from './source/analyse-file.ts';

/**
 * The facts of many files, packed for speed: file i owns the entries from `starts[i]` to `starts[i + 1]`, an entry being
 * a word's number and its counts (`packCounts`). Definitions and imports are words too, behind a mark.
 */
export interface Collection {
  /** By number. */
  readonly words: string[];
  /** Identity of each file's content and language. */
  readonly keys: string[];
  readonly generated: boolean[];
  readonly starts: Uint32Array;
  readonly entries: Uint32Array;
}

export const DEFINITION_MARK = '=';
export const IMPORT_MARK = '<';

const LIMIT = { symbols: 0xff, code: 0xfff, prose: 0xfff } as const;

/** Packs three counts into 32 bits; what is more than a field holds counts as the most it holds. */
function packCounts(symbols: number, code: number, prose: number): number {
  const packed = (Math.min(symbols, LIMIT.symbols) << 24) | (Math.min(code, LIMIT.code) << 12) | Math.min(prose, LIMIT.prose);
  return packed >>> 0;
}

export function symbolsIn(packed: number): number {
  return packed >>> 24;
}

export function codeIn(packed: number): number {
  return (packed >>> 12) & LIMIT.code;
}

export function proseIn(packed: number): number {
  return packed & LIMIT.prose;
}

/** Visits every entry of one file. */
export function visitFile({ starts, entries }: Collection, file: number, visit: (word: number, counts: number) => void): void {
  const end = starts[file + 1] ?? 0;
  for (let at = starts[file] ?? 0; at < end; at += 2) visit(entries[at] ?? 0, entries[at + 1] ?? 0);
}

/** Visits every entry of every file. */
export function visitAll(collection: Collection, visit: (file: number, word: number, counts: number) => void): void {
  for (let file = 0; file < collection.keys.length; file += 1) {
    visitFile(collection, file, (word, counts) => visit(file, word, counts));
  }
}

/** Collects files one by one, from facts or from another collection. */
export interface Collector {
  add(key: string, facts: FileFacts): void;
  copy(from: Collection, file: number): void;
  finish(): Collection;
}

/** Opens an empty collection. */
export function openCollector(): Collector {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  const keys: string[] = [];
  const generated: boolean[] = [];
  const starts = [0];
  const entries = growingArray();
  const renumbered = new Map<Collection, Int32Array>();
  const numberOf = (word: string): number => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, words.length);
    return words.push(word) - 1;
  };
  const end = (key: string, isGenerated: boolean): void => {
    keys.push(key);
    generated.push(isGenerated);
    starts.push(entries.length());
  };
  return {
    add: (key, facts) => {
      for (const [word, { symbols, code, prose }] of facts.words) entries.push(numberOf(word), packCounts(symbols, code, prose));
      for (const name of facts.definitions) entries.push(numberOf(DEFINITION_MARK + name), packCounts(1, 0, 0));
      for (const target of facts.imports) entries.push(numberOf(IMPORT_MARK + target), packCounts(0, 1, 0));
      end(key, facts.generated);
    },
    copy: (from, file) => {
      const known = renumbered.get(from) ?? new Int32Array(from.words.length).fill(-1);
      renumbered.set(from, known);
      visitFile(from, file, (old, counts) => {
        const mapped = known[old] ?? -1;
        const number = mapped >= 0 ? mapped : numberOf(from.words[old] ?? '');
        known[old] = number;
        entries.push(number, counts);
      });
      end(from.keys[file] ?? '', from.generated[file] ?? false);
    },
    finish: () => ({ words, keys, generated, starts: Uint32Array.from(starts), entries: entries.take() }),
  };
}

interface GrowingArray {
  push(first: number, second: number): void;
  length(): number;
  take(): Uint32Array;
}

function growingArray(): GrowingArray {
  let values = new Uint32Array(1 << 16);
  let length = 0;
  return {
    push: (first, second) => {
      if (length + 2 > values.length) {
        const larger = new Uint32Array(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[length] = first;
      values[length + 1] = second;
      length += 2;
    },
    length: () => length,
    take: () => values.slice(0, length),
  };
}
