import { identifiersOf, wordsOf } from '#localise/text/words.ts';
import type { CodeHit, Repository } from '#ports/repo-host.ts';
import type { RepositoryFacts } from './repository-facts.ts';

export interface RankedRepository {
  readonly repository: Repository;
  readonly score: number;
}

/** What a word is worth where it is found, and what a hit of code search is worth. */
const WORTH = { name: 4, topics: 3, packages: 3, description: 2, readme: 1, hit: 1.5 } as const;

/** Ranks repositories by a ticket's words in what they say about themselves and by code search; ties keep their order. */
export function rankRepositories(
  repositories: readonly Repository[],
  words: ReadonlyMap<string, number>,
  { hits, facts }: { hits: readonly CodeHit[]; facts: ReadonlyMap<string, RepositoryFacts> },
): RankedRepository[] {
  const texts = repositories.map((repository) => weigh(repository, facts.get(repository.name)));
  const spread = (word: string): number => texts.filter((text) => text.has(word)).length;
  const rarity = new Map([...words.keys()].map((word) => [word, Math.log(1 + repositories.length / (spread(word) + 0.5))]));
  const ranked = repositories.map((repository, at) => {
    const found = [...words].map(([word, weight]) => weight * (rarity.get(word) ?? 0) * saturate(texts[at]?.get(word) ?? 0));
    const hitPaths = new Set(hits.filter(({ repo }) => repo === repository.name).map(({ path }) => path));
    return { repository, score: found.reduce((sum, one) => sum + one, 0) + WORTH.hit * Math.sqrt(hitPaths.size) };
  });
  return ranked.sort((a, b) => b.score - a.score);
}

function saturate(worth: number): number {
  return worth / (worth + 2);
}

function weigh({ name, description, topics }: Repository, facts: RepositoryFacts | undefined): Map<string, number> {
  const worth = new Map<string, number>();
  const add = (text: string, weight: number): void => {
    for (const word of new Set(identifiersOf(text).flatMap(wordsOf))) worth.set(word, (worth.get(word) ?? 0) + weight);
  };
  add(name.slice(name.indexOf('/') + 1), WORTH.name);
  add(topics.join(' '), WORTH.topics);
  add(description, WORTH.description);
  add(facts?.provides.join(' ') ?? '', WORTH.packages);
  add(facts?.readme ?? '', WORTH.readme);
  return worth;
}
