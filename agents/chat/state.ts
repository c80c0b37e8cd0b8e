import { StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import { chatMessageSchema, chatSessionSchema, plannedReviewSchema } from '#domain/chat-session.ts';

const changedFileSchema = z.object({ path: z.string(), status: z.string(), patch: z.string().optional() });

/** A pull request whose review the user has approved in this message. */
const approvedReviewSchema = plannedReviewSchema.extend({
  headSha: z.string(),
  title: z.string(),
  body: z.string(),
  files: z.array(changedFileSchema),
  /** Changed as well, but not shown. */
  unseen: z.array(z.string()),
});
export type ApprovedReview = z.infer<typeof approvedReviewSchema>;

/** What the nodes hand on to each other while one message is answered. */
export const ChatState = new StateSchema({
  messages: z.array(chatMessageSchema),
  pending: chatSessionSchema.shape.pending.unwrap().nullable(),
  signIn: chatSessionSchema.shape.signIn.unwrap().nullable(),
  review: approvedReviewSchema.nullable().default(null),
  turns: z.number().default(0),
  /** Who goes on. */
  next: z.enum(['perform', 'think', 'act', 'end']).default('think'),
});
export type State = typeof ChatState.State;
export type Update = typeof ChatState.Update;
