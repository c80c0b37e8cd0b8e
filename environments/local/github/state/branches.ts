import { z } from 'zod';

/** What a branch demands of what is merged into it. */
export const protectionSchema = z.object({
  /** Names of checks and contexts of statuses that have to pass. */
  contexts: z.array(z.string()),
  /** How many people with write access have to approve. */
  approvals: z.int().nonnegative(),
});
export type Protection = z.infer<typeof protectionSchema>;
