import { z } from 'zod';

/** What an environment in the cloud is made of: data only. */
export const environmentSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,15}$/, 'an environment is named with 2–16 of a-z, 0-9 and -'),
  region: z.string().regex(/^[a-z]{2}-[a-z]+-\d$/, 'a region looks like us-east-1'),
  /** 12 digits. */
  accountId: z.string().regex(/^\d{12}$/, 'an AWS account id has 12 digits'),
});
export type Environment = z.infer<typeof environmentSchema>;
