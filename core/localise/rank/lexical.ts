import { type Collection, codeIn, proseIn, symbolsIn, visitAll } from '../collection.ts';
import type { Library } from './library.ts';
import { addAt, rarityOf, type Scores, shortener } from './scores.ts';
import { FIELDS, SATURATION } from './weights.ts';

/** Scores every file by the words it shares with a ticket (BM25F over path, symbols, code and prose). */
export function scoreWords(library: Library, words: ReadonlyMap<string, number>): Scores {
  const { facts, pathWords, paths } = library;
  const counts = new Map([...words.keys()].map((word) => [word, new Float64Array(paths.length)]));
  collectContent(library, placesOf(facts.words, words), [...counts.values()]);
  const shorten = shortener(library.lengths.path, FIELDS.path.length);
  for (const [file, names] of pathWords.entries()) {
    for (const [word, inPath] of names) {
      const of = counts.get(word);
      if (of) addAt(of, file, FIELDS.path.weight * inPath * shorten(file));
    }
  }
  const scores = new Float64Array(paths.length);
  for (const [word, of] of counts) addWord(scores, of, words.get(word) ?? 0);
  return scores;
}

/** For each word of a vocabulary its place in the question, or -1. */
function placesOf(vocabulary: readonly string[], words: ReadonlyMap<string, number>): Int32Array {
  const places = new Map([...words.keys()].map((word, at) => [word, at]));
  return Int32Array.from(vocabulary, (word) => places.get(word) ?? -1);
}

function collectContent({ facts, lengths }: Library, places: Int32Array, counts: readonly Float64Array[]): void {
  const symbols = shortener(lengths.symbols, FIELDS.symbols.length);
  const code = shortener(lengths.code, FIELDS.code.length);
  const prose = shortener(lengths.prose, FIELDS.prose.length);
  visitAll(facts, (file, word, packed) => {
    const of = counts[places[word] ?? -1];
    if (!of) return;
    of[file] =
      symbolsIn(packed) * FIELDS.symbols.weight * symbols(file) +
      codeIn(packed) * FIELDS.code.weight * code(file) +
      proseIn(packed) * FIELDS.prose.weight * prose(file);
  });
}

function addWord(scores: Scores, counts: Float64Array, weight: number): void {
  const found = counts.reduce((total, count) => total + (count > 0 ? 1 : 0), 0);
  const worth = weight * rarityOf(found, counts.length) * (SATURATION.fields + 1);
  for (const [file, count] of counts.entries()) {
    if (count > 0) addAt(scores, file, (worth * count) / (count + SATURATION.fields));
  }
}

/**
 * BM25 over a collection of short texts with one field, such as commit messages, as a share of what a text would have that
 * says every word of the question again and again: 0 to 1.
 */
export function scoreTexts(texts: Collection, words: ReadonlyMap<string, number>): Scores {
  const places = placesOf(texts.words, words);
  const weights = [...words.values()];
  const found = new Float64Array(weights.length);
  const lengths = new Float64Array(texts.keys.length);
  const matches: { text: number; place: number; count: number }[] = [];
  visitAll(texts, (text, word, packed) => {
    const count = proseIn(packed);
    const place = places[word] ?? -1;
    addAt(lengths, text, count);
    if (place < 0 || count === 0) return;
    addAt(found, place, 1);
    matches.push({ text, place, count });
  });
  const worth = weights.map((weight, place) => weight * rarityOf(found[place] ?? 0, texts.keys.length));
  const most = worth.reduce((total, one) => total + one, 0);
  const shorten = shortener(lengths, 0.4);
  const scores = new Float64Array(texts.keys.length);
  for (const { text, place, count } of matches) {
    const shortened = count * shorten(text);
    addAt(scores, text, ((worth[place] ?? 0) / most) * (shortened / (shortened + SATURATION.texts)));
  }
  return scores;
}
