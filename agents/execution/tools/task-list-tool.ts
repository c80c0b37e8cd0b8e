import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';
import { TASK_LIST } from '#agents/harness/kept-results.ts';

const MARKS = { open: '[ ]', doing: '[>]', done: '[x]' } as const;

const entrySchema = z.object({
  what: z.string().min(1).max(200),
  state: z.enum(['open', 'doing', 'done']),
});

/** The model's own list of what it still has to do; its last state stays in view however long the conversation becomes. */
export function createTaskListTool(progress: (message: string) => Promise<void>): StructuredToolInterface {
  return tool(
    async ({ entries }) => {
      const doing = entries.find(({ state }) => state === 'doing');
      if (doing) {
        const done = entries.filter(({ state }) => state === 'done').length;
        await progress(`${done} of ${entries.length} done, now: ${doing.what}`);
      }
      return entries.map(({ what, state }) => `${MARKS[state]} ${what}`).join('\n');
    },
    {
      name: TASK_LIST,
      description: 'Replaces your list of what is to be done for the present task. Keep it when there are more than two steps.',
      schema: z.object({ entries: z.array(entrySchema).min(1).max(30) }),
    },
  );
}
