import { runModelLoop } from '#agents/harness/model-loop.ts';
import { doneSchema } from '../contract.ts';
import type { Job } from '../job.ts';
import { systemPrompt } from '../prompts.ts';
import { current } from '../current.ts';
import type { State, Update } from '../state.ts';
import { createTools } from '../tools/create-tools.ts';

/** Lets the model work on the present item in its repository's checkout. */
export function workNode(job: Job): (state: State) => Promise<Update> {
  return async (state) => {
    const { context, limits } = job;
    const { item, work } = current(job, state);
    const again = state.attempt > 1 ? ` (attempt ${state.attempt} of ${limits.attempts})` : '';
    await context.progress(`${item.id} ${item.title}${again}`);
    const done = await runModelLoop({
      context,
      system: systemPrompt(work.change.repo, work.rules, work.commands),
      user: item.prompt(state.attempt, state.failure),
      tools: createTools(work.workspace, limits.commandSeconds, context),
      finish: { name: 'done', description: 'Says that the task is done.', schema: doneSchema },
    });
    return { done };
  };
}
