import { codeIn, proseIn, symbolsIn } from '../collection.ts';
import type { Library } from './library.ts';
import type { Postings } from './postings.ts';
import { addAt, rarityOf, type Scores, shortener } from './scores.ts';
import { FIELDS, SATURATION } from './weights.ts';

/** Scores every file by the words it shares with a ticket (BM25F over path, symbols, code and prose). */
export function scoreWords(library: Library, words: ReadonlyMap<string, number>): Scores {
  const { lengths, paths } = library;
  const symbols = shortener(lengths.symbols, FIELDS.symbols.length);
  const code = shortener(lengths.code, FIELDS.code.length);
  const prose = shortener(lengths.prose, FIELDS.prose.length);
  const path = shortener(lengths.path, FIELDS.path.length);
  const scores = new Float64Array(paths.length);
  for (const [word, weight] of words) {
    const counts = new Map<number, number>();
    library.postings.visit(word, (file, packed) => {
      const count =
        symbolsIn(packed) * FIELDS.symbols.weight * symbols(file) +
        codeIn(packed) * FIELDS.code.weight * code(file) +
        proseIn(packed) * FIELDS.prose.weight * prose(file);
      counts.set(file, count);
    });
    for (const { file, times } of library.pathWords.get(word) ?? []) {
      counts.set(file, (counts.get(file) ?? 0) + FIELDS.path.weight * times * path(file));
    }
    const worth = weight * rarityOf(counts.size, paths.length) * (SATURATION.fields + 1);
    for (const [file, count] of counts) addAt(scores, file, (worth * count) / (count + SATURATION.fields));
  }
  return scores;
}

/** Short texts with one field. */
export interface Messages {
  readonly postings: Postings;
  /** Words in each. */
  readonly lengths: Float64Array;
}

/**
 * BM25 over the messages of commits, as a share of what a message would have that says every word of the question again and
 * again: 0 to 1.
 */
export function scoreMessages({ postings, lengths }: Messages, words: ReadonlyMap<string, number>): Scores {
  const shorten = shortener(lengths, 0.4);
  const scores = new Float64Array(lengths.length);
  let most = 0;
  for (const [word, weight] of words) {
    const counts = new Map<number, number>();
    postings.visit(word, (commit, packed) => {
      const count = proseIn(packed);
      if (count > 0) counts.set(commit, count * shorten(commit));
    });
    const worth = weight * rarityOf(counts.size, lengths.length);
    most += worth;
    for (const [commit, count] of counts) addAt(scores, commit, (worth * count) / (count + SATURATION.texts));
  }
  return most === 0 ? scores : scores.map((score) => score / most);
}
