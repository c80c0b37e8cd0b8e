import { codeIn, proseIn, visitAll } from '#localise/collection.ts';
import type { Snapshot } from '#localise/rank/library.ts';
import { addAt, ranked, rarityOf, type Scores, shortener } from '#localise/rank/scores.ts';
import { identifiersOf, wordsOf } from '#localise/text/words.ts';
import type { TicketText } from '#localise/ticket/read-ticket.ts';

/** Ranks all files by a text measure alone: the same words as ours, without fields, structure or history. */
export function rankByText(snapshot: Snapshot, { title, body }: TicketText, measure: 'bm25' | 'count'): string[] {
  const { facts, paths } = snapshot;
  const asked = new Set(identifiersOf(`${title}\n${body}`).flatMap(wordsOf));
  const wanted = facts.words.map((word) => asked.has(word));
  const lengths = new Float64Array(paths.length);
  const found = new Map<number, Hit[]>();
  visitAll(facts, (file, word, packed) => {
    const count = codeIn(packed) + proseIn(packed);
    addAt(lengths, file, count);
    if (!wanted[word] || count === 0) return;
    const hits = found.get(word) ?? [];
    found.set(word, hits);
    hits.push({ file, count });
  });
  const scores = measure === 'count' ? countAll(paths.length, found) : bm25(lengths, found);
  return ranked(scores, paths.length).map((file) => paths[file] ?? '');
}

interface Hit {
  readonly file: number;
  readonly count: number;
}

function countAll(files: number, found: ReadonlyMap<number, readonly Hit[]>): Scores {
  const scores = new Float64Array(files);
  for (const { file, count } of [...found.values()].flat()) addAt(scores, file, count);
  return scores;
}

/** Robertson's usual constants: k1 = 1.2, b = 0.75. */
function bm25(lengths: Float64Array, found: ReadonlyMap<number, readonly Hit[]>): Scores {
  const scores = new Float64Array(lengths.length);
  const shorten = shortener(lengths, 0.75);
  for (const hits of found.values()) {
    const rarity = rarityOf(hits.length, lengths.length);
    for (const { file, count } of hits) addAt(scores, file, (rarity * count * 2.2) / (count + 1.2 / shorten(file)));
  }
  return scores;
}
