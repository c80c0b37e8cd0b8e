import { codeIn, proseIn, symbolsIn } from '../collection.ts';
import type { Clues, Mention } from '../ticket/read-ticket.ts';
import type { Library } from './library.ts';
import { addAt, rarityOf, type Scores, shortener } from './scores.ts';

const FIELD_NAMES = ['symbols', 'code', 'prose', 'path'] as const;
type Field = (typeof FIELD_NAMES)[number];

/** A word of the ticket with how rare it is in this repository. */
export interface AskedWord extends Mention {
  readonly weight: number;
  /** Among all files, among those that have it in a definition, among those that have it in their path. */
  readonly rarity: number;
  readonly symbolRarity: number;
  readonly pathRarity: number;
}

/** What the words of a ticket have to do with some files. */
export interface Evidence {
  /** Numbers of the files; everything else here goes by their place in it. */
  readonly files: readonly number[];
  readonly words: readonly AskedWord[];
  /** How often word `w` stands in a field of the file at place `at`: entry `w * files.length + at`. */
  readonly counts: Readonly<Record<Field, Float64Array>>;
  /** What is left of a count in a file of its length, by the share of length that counts. */
  readonly shorten: (field: Field, share: number) => Float64Array;
}

/** Counts the words of a ticket in some files of a library. */
export function gatherEvidence(library: Library, clues: Pick<Clues, 'words' | 'mentions'>, files: readonly number[]): Evidence {
  const size = clues.words.size * files.length;
  const empty = (): Float64Array => new Float64Array(size);
  const counts = { symbols: empty(), code: empty(), prose: empty(), path: empty() };
  const places = new Int32Array(library.paths.length).fill(-1);
  for (const [at, file] of files.entries()) places[file] = at;
  const words = [...clues.words].map(([word, weight], number) => {
    const place = (file: number): number => number * files.length + (places[file] ?? -1);
    const mention = clues.mentions.get(word) ?? { title: 0, body: 0 };
    return { ...mention, weight, ...countWord(library, word, { counts, places, place }) };
  });
  const shorten = (field: Field, share: number): Float64Array => {
    const of = shortener(library.lengths[field], share);
    return Float64Array.from(files, of);
  };
  return { files, words, counts, shorten };
}

interface Target {
  readonly counts: Evidence['counts'];
  readonly places: Int32Array;
  readonly place: (file: number) => number;
}

function countWord(library: Library, word: string, { counts, places, place }: Target) {
  const all = library.paths.length;
  const found = new Set<number>();
  let defining = 0;
  library.postings.visit(word, (file, packed) => {
    found.add(file);
    if (symbolsIn(packed) > 0) defining += 1;
    if ((places[file] ?? -1) < 0) return;
    counts.symbols[place(file)] = symbolsIn(packed);
    counts.code[place(file)] = codeIn(packed);
    counts.prose[place(file)] = proseIn(packed);
  });
  const named = library.pathWords.get(word) ?? [];
  for (const { file, times } of named) {
    found.add(file);
    if ((places[file] ?? -1) >= 0) counts.path[place(file)] = times;
  }
  const [rarity, symbolRarity, pathRarity] = [found.size, defining, named.length].map((one) => rarityOf(one, all));
  return { rarity: rarity ?? 0, symbolRarity: symbolRarity ?? 0, pathRarity: pathRarity ?? 0 };
}

/** How to score files by fields: weight and length per field, saturation of counts, and what a word is worth. */
interface Scoring {
  readonly fields: Readonly<Partial<Record<Field, { readonly weight: number; readonly length: number }>>>;
  readonly saturation: number;
  readonly worthOf: (word: AskedWord) => number;
}

/** BM25F over some fields. */
export function scoreFields({ files, words, counts, shorten }: Evidence, { fields, saturation, worthOf }: Scoring): Scores {
  const used = FIELD_NAMES.flatMap((name) => {
    const field = fields[name];
    return field ? [{ in: counts[name], share: shorten(name, field.length).map((share) => share * field.weight) }] : [];
  });
  const scores = new Float64Array(files.length);
  for (const [number, word] of words.entries()) {
    const worth = worthOf(word) * (saturation + 1);
    if (worth === 0) continue;
    for (let at = 0; at < files.length; at += 1) {
      const count = used.reduce((sum, field) => sum + (field.in[number * files.length + at] ?? 0) * (field.share[at] ?? 0), 0);
      if (count > 0) addAt(scores, at, (worth * count) / (count + saturation));
    }
  }
  return scores;
}

/** Which share of a ticket's words, by what they are worth, a field of each file has at least so often. */
export function shareOf(
  { files, words, counts }: Evidence,
  field: Field,
  { worthOf, atLeast }: { worthOf: (word: AskedWord) => number; atLeast: number },
): Scores {
  const scores = new Float64Array(files.length);
  const total = words.reduce((sum, word) => sum + worthOf(word), 0);
  if (total === 0) return scores;
  for (const [number, word] of words.entries()) {
    const worth = worthOf(word) / total;
    for (let at = 0; at < files.length; at += 1) {
      if ((counts[field][number * files.length + at] ?? 0) >= atLeast) addAt(scores, at, worth);
    }
  }
  return scores;
}
