import { z } from 'zod';
import { invocationSchema } from '#domain/agent.ts';

/** What the workflow sends to have an agent work on a step. */
export const dispatchEventSchema = invocationSchema.extend({
  /** How often Step Functions has repeated this state: above 0, the attempt before was lost or met a passing fault. */
  retryCount: z.int().nonnegative(),
});
export type DispatchEvent = z.infer<typeof dispatchEventSchema>;
