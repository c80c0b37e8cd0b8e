import { z } from 'zod';

const userSchema = z.object({
  accountId: z.string().min(1).max(200),
  displayName: z.string().default(''),
  emailAddress: z.string().optional(),
  /** `atlassian`, `app` or `customer`. */
  accountType: z.string().optional(),
});
export type JiraUser = z.infer<typeof userSchema>;

const key = z
  .string()
  .max(100)
  .regex(/^[A-Za-z][A-Za-z0-9_]*-\d+$/);

const issueSchema = z.object({
  key,
  self: z.string().default(''),
  fields: z.object({
    summary: z.string(),
    /** Wiki text, an ADF document or null. */
    description: z.unknown().optional(),
    labels: z.array(z.string()).default([]),
    priority: z.object({ name: z.string() }).nullish(),
    creator: userSchema.nullish(),
  }),
});
export type JiraIssue = z.infer<typeof issueSchema>;

/** What every delivery has; `timestamp` is in milliseconds since 1970. */
export const envelopeSchema = z.object({ webhookEvent: z.string(), timestamp: z.number().optional() });

export const issueCreatedSchema = z.object({ issue: issueSchema, user: userSchema.nullish() });

/** A changelog entry; a record, because its field named `toString` would otherwise be looked up on the prototype. */
const changeSchema = z.record(z.string(), z.unknown());

/** Of a ticket that is gone nothing else is needed. */
export const issueDeletedSchema = z.object({ issue: z.object({ key }), user: userSchema.nullish() });

export const issueUpdatedSchema = z.object({
  issue: issueSchema,
  user: userSchema.nullish(),
  changelog: z.object({ items: z.array(changeSchema).default([]) }).nullish(),
});
export type JiraChange = z.infer<typeof changeSchema>;

export const commentCreatedSchema = z.object({
  issue: z.object({ key }),
  comment: z.object({
    id: z.string().max(100),
    author: userSchema,
    /** `2026-11-21T13:25:00.000+0000`. */
    created: z.string().max(40).optional(),
    /** Wiki text or an ADF document. */
    body: z.unknown().optional(),
  }),
});
