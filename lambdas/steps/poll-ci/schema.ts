import { z } from 'zod';
import { taskIdSchema } from '#domain/ids.ts';

/** What the workflow sends when no webhook concluded CI in time. */
export const pollCiEventSchema = z.object({
  taskId: taskIdSchema,
  runId: z.string(),
  /** The CI wait that ran out. */
  n: z.int().positive(),
});
export type PollCiEvent = z.infer<typeof pollCiEventSchema>;
