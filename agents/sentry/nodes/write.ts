import type { AgentContext } from '#agents/harness/agent.ts';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { problemsOf, type SentryAgentDeps, writingSchema } from '../contract.ts';
import { PROMPT_VERSION, SYSTEM_PROMPT, toUserPrompt } from '../prompts.ts';
import type { State, Update } from '../state.ts';
import { createEventTools } from '../tools/event-tools.ts';

/** Lets the model read on and write what a program cannot: the title, the analysis, and how to reproduce it. */
export function writeNode({ errors }: SentryAgentDeps, context: AgentContext): (state: State) => Promise<Update> {
  return async ({ assignment }) => {
    if (!assignment) return {};
    const { group, event } = assignment;
    await context.progress(`writing the ticket for ${group.shortId}`);
    const writing = await runModelLoop({
      context,
      system: SYSTEM_PROMPT,
      user: toUserPrompt(group, event),
      tools: createEventTools(errors, group.issueId),
      finish: {
        name: 'submit_ticket',
        description: 'Hands in what you wrote. This ends your work.',
        schema: writingSchema,
        check: problemsOf,
      },
    });
    await context.store.patchTask(context.task.id, { promptVersion: PROMPT_VERSION }, []);
    return { writing };
  };
}
