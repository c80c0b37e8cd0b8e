import type { AgentContext } from '#agents/harness/agent.ts';
import { DISCOVERY_LIMITS } from '../contract.ts';
import { type CandidateDeps, findCandidates } from '../find-candidates.ts';
import type { State, Update } from '../state.ts';

/** Ranks the files of the most likely repositories on copies of them; `trees` then has all their paths. */
export function localiseNode(
  deps: CandidateDeps,
  context: AgentContext,
  trees: Map<string, readonly string[]>,
): (state: State) => Promise<Update> {
  return async ({ repositories }) => {
    const likely = repositories.slice(0, DISCOVERY_LIMITS.copied);
    const found = await Promise.all(
      likely.map(async (repository) => {
        const files = await findCandidates(deps, repository, context);
        if (files) trees.set(repository.name, files.paths);
        return files?.candidates ?? [];
      }),
    );
    const candidates = found.flat();
    if (candidates.length > 0) await context.progress(`ranked the files of ${trees.size} repositories`);
    return { candidates };
  };
}
