import type { AgentContext } from '#agents/harness/agent.ts';
import type { Catalogue } from '#agents/harness/catalogue.ts';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { createRepoTools } from '#agents/harness/tools/repo-tools.ts';
import { answerSchema, type DiscoveryAnswer } from '../contract.ts';
import { SYSTEM_PROMPT, toUserPrompt } from '../prompts.ts';
import type { State, Update } from '../state.ts';
import { readTrees } from '../read-trees.ts';
import { verifyDiscovery } from '../verify.ts';

/** Lets the model look around and say what the ticket concerns; an answer of which nothing exists goes back to it. */
export function analyseNode(catalogue: Catalogue, context: AgentContext): (state: State) => Promise<Update> {
  return async ({ keywords, hits, repositories, candidates, dependencies }) => {
    await context.progress(`reading ${repositories.length} repositories`);
    const answer = await runModelLoop({
      context,
      system: SYSTEM_PROMPT,
      user: toUserPrompt({ ticket: context.task.ticket, keywords, hits, repositories, candidates, dependencies }),
      tools: createRepoTools(catalogue),
      finish: {
        name: 'submit_discovery',
        description: 'Hands in which repositories and files the ticket concerns. This ends your work.',
        schema: answerSchema,
        check: (value) => checkAnswer(value, catalogue),
      },
    });
    return { answer };
  };
}

async function checkAnswer(answer: DiscoveryAnswer, catalogue: Catalogue): Promise<string[]> {
  if (verifyDiscovery(answer, await readTrees(answer, catalogue))) return [];
  const known = (await catalogue.repositories()).map(({ name }) => name).join(', ');
  return [`None of these repositories both exists and has a relevance of 0.3 or more. The repositories are: ${known}`];
}
