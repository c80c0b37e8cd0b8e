import { z } from 'zod';
import { taskIdSchema } from '#domain/ids.ts';

/** What the workflow sends to have a human decide on a plan. */
export const requestApprovalEventSchema = z.object({
  taskId: taskIdSchema,
  runId: z.string(),
  /** The plan's revision. */
  n: z.int().positive(),
  planStep: z.string(),
  timeoutSeconds: z.int().positive(),
  taskToken: z.string(),
});
export type RequestApprovalEvent = z.infer<typeof requestApprovalEventSchema>;
