/** A score for each file of a snapshot, by number. */
export type Scores = Float64Array;

export function addAt(scores: Scores, at: number, amount: number): void {
  scores[at] = (scores[at] ?? 0) + amount;
}

export function raiseTo(scores: Scores, at: number, score: number): void {
  if (score > (scores[at] ?? 0)) scores[at] = score;
}

export function bestOf(scores: Scores): number {
  return scores.reduce((most, score) => Math.max(most, score), 0);
}

/** Brings the best to 1. */
export function normal(scores: Scores): Scores {
  const best = bestOf(scores);
  return best === 0 ? scores : scores.map((score) => score / best);
}

/** The numbers with a score above 0, best first, in their own order where scores are equal. */
export function ranked(scores: Scores, limit: number): number[] {
  const found = [...scores.keys()].filter((at) => (scores[at] ?? 0) > 0);
  return found.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).slice(0, limit);
}

/** How much rarity makes a word worth, as BM25 has it: `found` of `all` texts have it. */
export function rarityOf(found: number, all: number): number {
  return Math.log(1 + (all - found + 0.5) / (found + 0.5));
}

/** BM25's shortening of counts in texts longer than the average; `share` 0 is none, 1 is in proportion. */
export function shortener(lengths: Float64Array, share: number): (at: number) => number {
  const average = lengths.reduce((total, length) => total + length, 0) / Math.max(1, lengths.length);
  return (at) => 1 / (1 - share + share * ((lengths[at] ?? 0) / Math.max(1, average)));
}
