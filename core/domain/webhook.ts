import { z } from 'zod';
import { personSchema } from './person.ts';

/** `wh_` and a ULID. */
export const webhookIdSchema = z.string().regex(/^wh_[0-9A-HJKMNP-TV-Z]{26}$/, 'a webhook id is wh_ and 26 characters');

/** How long a revoked webhook is still listed. */
export const REVOKED_DAYS = 30;

/** What another system may start tasks through, in the name of who made it. */
export const webhookSchema = z.object({
  id: webhookIdSchema,
  /** What people call it. */
  name: z.string(),
  owner: personSchema,
  /** With which requests are signed; shown to its owner once and to nobody else. */
  secret: z.string().min(1),
  /** True when it also takes requests that are signed without a timestamp. */
  bodyOnly: z.boolean(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  revokedAt: z.string().optional(),
});
export type Webhook = z.infer<typeof webhookSchema>;
