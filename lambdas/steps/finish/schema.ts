import { z } from 'zod';
import { taskIdSchema } from '#domain/ids.ts';

/** What the workflow sends at the end of a run. */
export const finishEventSchema = z.object({
  taskId: taskIdSchema,
  runId: z.string(),
  end: z.object({
    status: z.enum(['completed', 'rejected', 'failed', 'timed_out']),
    /** For people; null when it has to be worded from the error or the decision. */
    outcome: z.string().nullable(),
    /** The error's name, and its cause as Step Functions reports it; only of a failure. */
    error: z.string().nullable(),
    cause: z.string().nullable(),
  }),
});
export type FinishEvent = z.infer<typeof finishEventSchema>;
