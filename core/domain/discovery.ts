import { z } from 'zod';

const relevance = z.number().min(0).max(1);

/** The discovery agent's result (product A1). */
export const discoverySchema = z.object({
  repositories: z
    .array(
      z.object({
        /** `owner/name`. */
        name: z.string(),
        relevance: relevance.min(0.3),
        reason: z.string(),
        files: z.array(z.object({ path: z.string(), type: z.enum(['source', 'test', 'config']), relevance })),
      }),
    )
    .min(1)
    .max(10),
  dependencies: z.array(
    z.object({ from: z.string(), to: z.string(), type: z.enum(['API', 'shared-lib', 'event']), description: z.string() }),
  ),
  complexity: z.enum(['Low', 'Medium', 'High']),
  approach: z.string(),
});
export type Discovery = z.infer<typeof discoverySchema>;
