import { z } from 'zod';

/** What Secrets Manager sends for each step; source: AWS, "Lambda rotation functions". */
export const rotationEventSchema = z.object({
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  /** Names the version that becomes the current one. */
  ClientRequestToken: z.string(),
});
export type RotationEvent = z.infer<typeof rotationEventSchema>;
