import { z } from 'zod';
import { taskIdSchema } from '#domain/ids.ts';

/** What the workflow sends to wait for CI. */
export const awaitCiEventSchema = z.object({
  taskId: taskIdSchema,
  runId: z.string(),
  /** Which CI wait of the run this is, from 1. */
  n: z.int().positive(),
  /** Fix rounds begun so far. */
  round: z.int().nonnegative(),
  /** True when the CI monitor has looked at these commits already. */
  diagnosed: z.boolean(),
  /** When it began to, in ISO 8601. */
  diagnosedAt: z.iso.datetime().nullable(),
  taskToken: z.string(),
});
export type AwaitCiEvent = z.infer<typeof awaitCiEventSchema>;
