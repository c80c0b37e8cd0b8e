import type { AgentContext } from '#agents/harness/agent.ts';
import { PolicyError } from '#domain/errors.ts';
import type { CodeHit } from '#ports/repo-host.ts';
import { findDependencies } from '../find-dependencies.ts';
import { type SelectionDeps, selectRepositories } from '../select-repositories.ts';
import type { State, Update } from '../state.ts';

/** Chooses the repositories to look at, most likely first, with what code search found there and who of them uses whom. */
export function searchNode(hosts: Omit<SelectionDeps, 'progress'>, context: AgentContext): (state: State) => Promise<Update> {
  const deps = { ...hosts, progress: (message: string) => context.progress(message) };
  return async ({ keywords }) => {
    await context.progress(`searching for ${keywords.join(', ')}`);
    if ((await deps.catalogue.repositories()).length === 0) {
      throw new PolicyError('There is no repository that Stepwright may see.', {
        code: 'NO_REPOSITORY',
        kind: 'config',
        remedy: 'Install the GitHub app on the repositories it should work on, then retry the task.',
      });
    }
    const { repositories, searches, facts } = await selectRepositories(deps, context.task.ticket, keywords);
    const names = new Set(repositories.map(({ name }) => name));
    return {
      repositories: repositories.map((repository) => ({ ...repository, topics: [...repository.topics] })),
      hits: uniqueHits(searches.flatMap(({ hits }) => hits)).filter(({ repo }) => names.has(repo)),
      dependencies: findDependencies(facts),
    };
  };
}

function uniqueHits(hits: readonly CodeHit[]): State['hits'] {
  return [...new Map(hits.map((hit) => [`${hit.repo} ${hit.path}`, { ...hit }])).values()];
}
