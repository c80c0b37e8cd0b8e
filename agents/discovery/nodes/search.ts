import type { AgentContext } from '#agents/harness/agent.ts';
import type { Catalogue } from '#agents/harness/catalogue.ts';
import { PolicyError } from '#domain/errors.ts';
import type { CodeHit } from '#ports/repo-host.ts';
import { DISCOVERY_LIMITS } from '../contract.ts';
import { cluesOf } from '../find-candidates.ts';
import { findDependencies } from '../find-dependencies.ts';
import { rankRepositories } from '../rank-repositories.ts';
import { readRepositoryFacts } from '../repository-facts.ts';
import type { State, Update } from '../state.ts';

/** Searches all repositories for the keywords, and ranks repositories by that and by what they say about themselves. */
export function searchNode(catalogue: Catalogue, context: AgentContext): (state: State) => Promise<Update> {
  return async ({ keywords }) => {
    await context.progress(`searching for ${keywords.join(', ')}`);
    const repositories = await catalogue.repositories();
    if (repositories.length === 0) {
      throw new PolicyError('There is no repository that Stepwright may see.', {
        code: 'NO_REPOSITORY',
        kind: 'config',
        remedy: 'Install the GitHub app on the repositories it should work on, then retry the task.',
      });
    }
    const found = await Promise.all(keywords.map((keyword) => catalogue.search(keyword, DISCOVERY_LIMITS.hits)));
    const hits = found.flat();
    const { words } = cluesOf(context.task.ticket);
    const likely = rankRepositories(repositories, words, { hits, facts: new Map() }).slice(0, DISCOVERY_LIMITS.analysed);
    const facts = await Promise.all(likely.map(({ repository }) => readRepositoryFacts(catalogue, repository.name)));
    const chosen = rankRepositories(
      likely.map(({ repository }) => repository),
      words,
      { hits, facts: new Map(facts.map((one) => [one.name, one])) },
    ).map(({ repository }) => ({ ...repository, topics: [...repository.topics] }));
    const names = new Set(chosen.map(({ name }) => name));
    return {
      repositories: chosen,
      hits: uniqueHits(hits).filter(({ repo }) => names.has(repo)),
      dependencies: findDependencies(facts),
    };
  };
}

function uniqueHits(hits: readonly CodeHit[]): State['hits'] {
  return [...new Map(hits.map((hit) => [`${hit.repo} ${hit.path}`, { ...hit }])).values()];
}
