import { z } from 'zod';

/** What the model hands in. */
export const answerSchema = z.object({
  text: z.string().trim().min(1).max(3_000).describe('The answer, as Markdown: short sentences or a short list.'),
});

/** Product A5: five minutes in all; a question needs few looks at the task store. */
export const ANSWER_LIMITS = { turns: 8, seconds: 270, messages: 20, result: 12_000 } as const;
