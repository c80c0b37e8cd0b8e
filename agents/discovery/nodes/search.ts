import type { AgentContext } from '#agents/harness/agent.ts';
import type { Catalogue } from '#agents/harness/catalogue.ts';
import { PolicyError } from '#domain/errors.ts';
import type { CodeHit, Repository } from '#ports/repo-host.ts';
import { DISCOVERY_LIMITS } from '../contract.ts';
import type { State, Update } from '../state.ts';

/** Searches all repositories for the keywords and chooses the repositories to look at. */
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
    const chosen = chooseRepositories(repositories, hits);
    const names = new Set(chosen.map(({ name }) => name));
    return { repositories: chosen, hits: uniqueHits(hits).filter(({ repo }) => names.has(repo)) };
  };
}

/** Those with the most hits come first; without any hits a small organisation is still looked at whole. */
function chooseRepositories(repositories: readonly Repository[], hits: readonly CodeHit[]): State['repositories'] {
  const count = (name: string): number => hits.filter(({ repo }) => repo === name).length;
  return repositories
    .map((repository) => ({ ...repository, topics: [...repository.topics] }))
    .sort((a, b) => count(b.name) - count(a.name))
    .slice(0, DISCOVERY_LIMITS.analysed);
}

function uniqueHits(hits: readonly CodeHit[]): State['hits'] {
  return [...new Map(hits.map((hit) => [`${hit.repo} ${hit.path}`, { ...hit }])).values()];
}
