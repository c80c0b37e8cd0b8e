import type { AgentContext } from '#agents/harness/agent.ts';
import type { Catalogue } from '#agents/harness/catalogue.ts';
import { PolicyError } from '#domain/errors.ts';
import { PROMPT_VERSION } from '../prompts.ts';
import { readTrees } from '../read-trees.ts';
import type { State, Update } from '../state.ts';
import { verifyDiscovery } from '../verify.ts';

/** Verifies the answer against the repositories and puts it in order. */
export function rankNode(catalogue: Catalogue, context: AgentContext): (state: State) => Promise<Update> {
  return async ({ answer, dependencies }) => {
    const discovery = verifyDiscovery(answer, await readTrees(answer, catalogue), dependencies);
    if (!discovery) {
      throw new PolicyError('No repository that we can see belongs to this ticket.', {
        code: 'NO_REPOSITORY',
        kind: 'agent',
        remedy: 'Name the repository in the ticket, then retry the task.',
      });
    }
    const files = discovery.repositories.reduce((count, repository) => count + repository.files.length, 0);
    await context.progress(`found ${discovery.repositories.map(({ name }) => name).join(', ')} with ${files} files`);
    await context.store.patchTask(context.task.id, { promptVersion: PROMPT_VERSION }, []);
    return { discovery };
  };
}
