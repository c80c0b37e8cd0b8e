import { identifiersOf, memoisedWordsOf } from '#localise/text/words.ts';
import type { CodeHit, Repository } from '#ports/repo-host.ts';
import type { RepositoryFacts } from './repository-facts.ts';

export interface RankedRepository {
  readonly repository: Repository;
  readonly score: number;
}

/** What code search found for one word. */
export interface Search {
  readonly keyword: string;
  readonly hits: readonly CodeHit[];
}

/** What speaks for a repository: the ticket's words with their weight, the names it mentions, and what was found in code. */
export interface Signs {
  readonly words: ReadonlyMap<string, number>;
  readonly names?: ReadonlySet<string>;
  readonly searches: readonly Search[];
  readonly facts: ReadonlyMap<string, RepositoryFacts>;
}

/** What a word is worth where it is found; what a name in the ticket is worth, and a word that code search finds here alone. */
const WORTH = { name: 5, topics: 3, packages: 4, description: 4, readme: 1, paths: 1, named: 0.5, hits: 0.1 } as const;
/** How soon more of a word adds no more, and how much a long README counts as long. */
const SATURATION = 4;
const LENGTH = 0.6;

/** Ranks repositories by what a ticket says against what they say of themselves, and by code search; ties keep their order. */
export function rankRepositories(repositories: readonly Repository[], signs: Signs): RankedRepository[] {
  const texts = weighAll(repositories, signs.facts);
  const rarity = (word: string): number => {
    // Paths are known of few: that a word stands in theirs does not make it common.
    const spread = texts.filter(({ said }) => said.has(word)).length;
    return Math.log(1 + (repositories.length - spread + 0.5) / (spread + 0.5));
  };
  const words = [...signs.words].map(([word, weight]) => [word, weight * rarity(word)] as const);
  const all = words.reduce((sum, [, weight]) => sum + weight, 0) || 1;
  const ranked = repositories.map((repository, at) => {
    const share = words.reduce((sum, [word, weight]) => {
      const found = (texts[at]?.said.get(word) ?? 0) + (texts[at]?.paths.has(word) === true ? WORTH.paths : 0);
      return sum + (weight * found) / (found + SATURATION);
    }, 0);
    const named = isNamed(repository, signs) ? WORTH.named : 0;
    return { repository, score: share / all + named + WORTH.hits * shareOfHits(repository.name, signs.searches) };
  });
  return ranked.sort((a, b) => b.score - a.score);
}

/** How much of what was found lies in this repository: a word found here alone says more than one found everywhere. */
function shareOfHits(name: string, searches: readonly Search[]): number {
  const shares = searches.map(({ hits }) =>
    hits.length === 0 ? 0 : hits.filter(({ repo }) => repo === name).length / hits.length,
  );
  return shares.reduce((sum, share) => sum + share, 0);
}

function isNamed({ name }: Repository, { names, facts }: Signs): boolean {
  if (!names) return false;
  const own = [name, shortName(name), ...(facts.get(name)?.provides ?? [])];
  return own.some((one) => names.has(one.toLowerCase()));
}

function shortName(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

/** What a repository says of itself, by word, and the words of its paths. */
interface Text {
  readonly said: ReadonlyMap<string, number>;
  readonly paths: ReadonlyMap<string, number>;
}

function weighAll(repositories: readonly Repository[], facts: ReadonlyMap<string, RepositoryFacts>): Text[] {
  const readmes = repositories.map(({ name }) => countWords(facts.get(name)?.readme ?? ''));
  const lengths = readmes.map((counts) => [...counts.values()].reduce((sum, count) => sum + count, 0));
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length) || 1;
  return repositories.map((repository, at) => {
    const said = new Map<string, number>();
    const own = facts.get(repository.name);
    const add = (text: string, weight: number): void => {
      for (const word of countWords(text).keys()) said.set(word, (said.get(word) ?? 0) + weight);
    };
    add(shortName(repository.name), WORTH.name);
    add(repository.topics.join(' '), WORTH.topics);
    add(repository.description, WORTH.description);
    add(own?.provides.join(' ') ?? '', WORTH.packages);
    const shorten = 1 - LENGTH + (LENGTH * (lengths[at] ?? 0)) / mean;
    for (const [word, count] of readmes[at] ?? []) said.set(word, (said.get(word) ?? 0) + (WORTH.readme * count) / shorten);
    return { said, paths: countWords(own?.paths.join(' ') ?? '') };
  });
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const identifier of identifiersOf(text)) {
    for (const word of memoisedWordsOf(identifier)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
