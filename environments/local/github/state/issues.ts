import { z } from 'zod';
import type { PullRecord } from './pulls.ts';

export const issueSchema = z.object({
  /** From the same count as those of pull requests. */
  id: z.int(),
  /** Key of the repository. */
  repo: z.string(),
  number: z.int(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(['open', 'closed']),
  /** Login of the author. */
  user: z.string(),
  labels: z.array(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  closedAt: z.string().nullable(),
});
export type IssueRecord = z.infer<typeof issueSchema>;

/** What has a number and comments: every pull request is an issue, too. */
export type Conversation = IssueRecord | PullRecord;

export function isPull(conversation: Conversation): conversation is PullRecord {
  return 'head' in conversation;
}
