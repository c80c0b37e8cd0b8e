import { identifiersOf, wordsOf } from '#localise/text/words.ts';
import { toFacts } from '#agents/discovery/repository-facts.ts';
import type { CodeHit } from '#ports/repo-host.ts';
import type { BenchRepository, BenchTicket } from './organisation.ts';

type Ranking = (ticket: BenchTicket) => string[];

/** Plain BM25 (k1 = 1.2, b = 0.75) over names, descriptions and READMEs. */
export function openBm25(repositories: readonly BenchRepository[]): Ranking {
  const documents = repositories.map(({ name, description, files }) => {
    const { readme } = toFacts(name, files);
    const counts = new Map<string, number>();
    for (const word of identifiersOf(`${name.slice(name.indexOf('/') + 1)}\n${description}\n${readme}`).flatMap(wordsOf))
      counts.set(word, (counts.get(word) ?? 0) + 1);
    return { name, counts, length: [...counts.values()].reduce((sum, count) => sum + count, 0) };
  });
  const mean = documents.reduce((sum, { length }) => sum + length, 0) / Math.max(1, documents.length);
  return ({ title, body }) => {
    const asked = [...new Set(identifiersOf(`${title}\n${body}`).flatMap(wordsOf))];
    const rarity = asked.map((word) => {
      const spread = documents.filter(({ counts }) => counts.has(word)).length;
      return Math.log(1 + (documents.length - spread + 0.5) / (spread + 0.5));
    });
    const scores = documents.map(({ name, counts, length }) => {
      const shorten = 0.25 + (0.75 * length) / mean;
      const score = asked.reduce((sum, word, at) => {
        const count = counts.get(word) ?? 0;
        return sum + ((rarity[at] ?? 0) * count * 2.2) / (count + 1.2 * shorten);
      }, 0);
      return { name, score };
    });
    return scores
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ name }) => name);
  };
}

/** By how many files code search found in each. */
export function rankByHits(hits: readonly CodeHit[]): string[] {
  const files = Map.groupBy(new Map(hits.map((hit) => [`${hit.repo} ${hit.path}`, hit])).values(), ({ repo }) => repo);
  return [...files].sort((a, b) => b[1].length - a[1].length).map(([name]) => name);
}
