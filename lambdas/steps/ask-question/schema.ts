import { z } from 'zod';
import { taskIdSchema } from '#domain/ids.ts';

/** What the workflow sends to have a human asked what the planner wants to know. */
export const askQuestionEventSchema = z.object({
  taskId: taskIdSchema,
  runId: z.string(),
  n: z.int().positive(),
  planStep: z.string(),
  timeoutSeconds: z.int().positive(),
  taskToken: z.string(),
});
export type AskQuestionEvent = z.infer<typeof askQuestionEventSchema>;
