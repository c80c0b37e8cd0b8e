import { type Collection, visitAll } from '../collection.ts';

/** The entries of a collection by word: which files have it, and how often. */
export interface Postings {
  /** Visits the files that have a word. */
  visit(word: string, visit: (file: number, counts: number) => void): void;
}

/** Sorts a collection's entries by word, in one pass to count and one to place. */
export function openPostings(collection: Collection): Postings {
  const { words, entries } = collection;
  const starts = new Uint32Array(words.length + 1);
  visitAll(collection, (_, word) => {
    starts[word + 1] = (starts[word + 1] ?? 0) + 1;
  });
  for (let word = 0; word < words.length; word += 1) starts[word + 1] = (starts[word + 1] ?? 0) + (starts[word] ?? 0);
  const next = starts.slice();
  const files = new Uint32Array(entries.length / 2);
  const counts = new Uint32Array(entries.length / 2);
  visitAll(collection, (file, word, packed) => {
    const at = next[word] ?? 0;
    next[word] = at + 1;
    files[at] = file;
    counts[at] = packed;
  });
  const numbers = new Map<string, number>();
  for (const [number, word] of words.entries()) numbers.set(word, number);
  return {
    visit: (word, visit) => {
      const number = numbers.get(word);
      if (number === undefined) return;
      const end = starts[number + 1] ?? 0;
      for (let at = starts[number] ?? 0; at < end; at += 1) visit(files[at] ?? 0, counts[at] ?? 0);
    },
  };
}
