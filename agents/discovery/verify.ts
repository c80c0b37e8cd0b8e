import type { Discovery } from '#domain/discovery.ts';
import { type DiscoveryAnswer, DISCOVERY_LIMITS } from './contract.ts';
import { mergeDependencies } from './find-dependencies.ts';

/** Repository names as their host spells them, by lower-cased name, with their paths; only those we can see. */
export type Trees = ReadonlyMap<string, { readonly name: string; readonly paths: ReadonlySet<string> }>;

/** What is left of an answer when everything that does not exist or does not matter is gone; undefined when nothing is. */
export function verifyDiscovery(
  answer: DiscoveryAnswer,
  trees: Trees,
  dependencies: Discovery['dependencies'] = [],
): Discovery | undefined {
  const repositories = answer.repositories
    .flatMap((repository) => {
      const tree = trees.get(repository.name.trim().toLowerCase());
      if (!tree || repository.relevance < DISCOVERY_LIMITS.minRelevance) return [];
      const files = repository.files.filter(({ path }) => tree.paths.has(path)).sort(byRelevance);
      return [{ ...repository, name: tree.name, files: uniqueBy(files, ({ path }) => path) }];
    })
    .sort(byRelevance);
  const kept = uniqueBy(repositories, ({ name }) => name).slice(0, DISCOVERY_LIMITS.answered);
  if (kept.length === 0) return undefined;
  const files = kept.reduce((count, repository) => count + repository.files.length, 0);
  return {
    repositories: kept,
    dependencies: dependenciesWithin(mergeDependencies(dependencies, answer.dependencies), kept),
    complexity: toComplexity(kept.length, files),
    approach: answer.approach,
  };
}

/** Product A1's rule: Low is one repository and under 5 files, Medium up to two and 15, High is more. */
export function toComplexity(repositories: number, files: number): Discovery['complexity'] {
  if (repositories === 1 && files < 5) return 'Low';
  return repositories <= 2 && files <= 15 ? 'Medium' : 'High';
}

function dependenciesWithin(dependencies: Discovery['dependencies'], kept: Discovery['repositories']): Discovery['dependencies'] {
  const names = new Map(kept.map(({ name }) => [name.toLowerCase(), name]));
  return dependencies.flatMap((dependency) => {
    const from = names.get(dependency.from.trim().toLowerCase());
    const to = names.get(dependency.to.trim().toLowerCase());
    return from && to && from !== to ? [{ ...dependency, from, to }] : [];
  });
}

function byRelevance(a: { readonly relevance: number }, b: { readonly relevance: number }): number {
  return b.relevance - a.relevance;
}

/** Keeps the first, which after sorting is the most relevant. */
function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const known = seen.has(keyOf(item));
    seen.add(keyOf(item));
    return !known;
  });
}
