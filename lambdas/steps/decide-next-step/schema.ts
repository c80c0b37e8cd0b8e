import { z } from 'zod';
import { taskIdSchema } from '#domain/ids.ts';

/** What the workflow sends to learn what follows a CI result or its diagnosis. */
export const decideNextStepEventSchema = z.object({
  taskId: taskIdSchema,
  runId: z.string(),
  /** The CI wait that concluded. */
  n: z.int().positive(),
  /** Fix rounds begun so far, the present one included. */
  round: z.int().nonnegative(),
  diagnosed: z.boolean(),
});
export type DecideNextStepEvent = z.infer<typeof decideNextStepEventSchema>;
