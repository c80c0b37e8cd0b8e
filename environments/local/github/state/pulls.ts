import { z } from 'zod';

export const pullSchema = z.object({
  id: z.int(),
  /** Key of the repository. */
  repo: z.string(),
  number: z.int(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string(), sha: z.string() }),
  /** Login of the author. */
  user: z.string(),
  labels: z.array(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  closedAt: z.string().nullable(),
  mergedAt: z.string().nullable(),
  mergedBy: z.string().nullable(),
  mergeCommitSha: z.string().nullable(),
});
export type PullRecord = z.infer<typeof pullSchema>;

export const commentSchema = z.object({
  id: z.int(),
  repo: z.string(),
  /** The pull request's number. */
  number: z.int(),
  user: z.string(),
  body: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type CommentRecord = z.infer<typeof commentSchema>;

export const reviewSchema = z.object({
  id: z.int(),
  repo: z.string(),
  number: z.int(),
  user: z.string(),
  body: z.string(),
  state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING']),
  commitId: z.string(),
  submittedAt: z.string(),
});
export type ReviewRecord = z.infer<typeof reviewSchema>;

export const reviewCommentSchema = commentSchema.extend({
  reviewId: z.int().nullable(),
  commitId: z.string(),
  path: z.string(),
  /** The diff above the line, and the line. */
  diffHunk: z.string().default(''),
  line: z.int().nullable(),
  side: z.enum(['LEFT', 'RIGHT']),
  inReplyTo: z.int().nullable(),
  /** Who resolved the thread that this comment begins. */
  resolvedBy: z.string().nullable().default(null),
});
export type ReviewCommentRecord = z.infer<typeof reviewCommentSchema>;

export const reactionSchema = z.object({
  id: z.int(),
  /** What it is on: `issue`, `comment` or `review-comment`, and its id. */
  subject: z.string(),
  user: z.string(),
  content: z.enum(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes']),
  createdAt: z.string(),
});
export type ReactionRecord = z.infer<typeof reactionSchema>;
