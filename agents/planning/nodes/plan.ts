import type { AgentContext } from '#agents/harness/agent.ts';
import type { Catalogue } from '#agents/harness/catalogue.ts';
import type { FinishTool } from '#agents/harness/finish-tool.ts';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { createRepoTools } from '#agents/harness/tools/repo-tools.ts';
import { checkPlan, type PlanningAnswer, planAnswerSchema, questionSchema } from '../contract.ts';
import { SYSTEM_PROMPT, toUserPrompt } from '../prompts.ts';
import { noteReads, unreadCode } from '../read-before-plan.ts';
import type { State } from '../state.ts';
import { openPrograms, type ProgramDeps } from '../tools/run-python.ts';

/** Lets the model read on and hand in a plan, or the one question it may ask. */
export function planNode(
  deps: ProgramDeps & { readonly catalogue: Catalogue },
  context: AgentContext,
): (state: State) => Promise<{ answer: PlanningAnswer }> {
  const { catalogue } = deps;
  return async ({ material }) => {
    await context.progress(material.feedback && material.former ? 'planning again with the requested changes' : 'planning');
    const visible = new Set((await catalogue.repositories()).map(({ name }) => name));
    const noted = noteReads(catalogue, material.code);
    const submit: FinishTool<PlanningAnswer> = {
      name: 'submit_plan',
      description: 'Hands in the plan. This ends your work.',
      schema: planAnswerSchema,
      check: async (answer) =>
        'question' in answer ? [] : [...checkPlan(answer, visible), ...(await unreadCode(answer, noted, visible))],
    };
    const ask: FinishTool<PlanningAnswer> = {
      name: 'ask_question',
      description:
        'Asks the people who wrote the ticket one question instead of guessing. You plan again once they have answered.',
      schema: questionSchema,
    };
    const programs = openPrograms(deps, material.ticket.attachments, context);
    try {
      const answer = await runModelLoop({
        context,
        system: SYSTEM_PROMPT,
        user: toUserPrompt(material),
        tools: [...createRepoTools(noted.catalogue), ...programs.tools],
        finish: material.mayAsk ? [submit, ask] : [submit],
      });
      return { answer };
    } finally {
      await programs.close();
    }
  };
}
