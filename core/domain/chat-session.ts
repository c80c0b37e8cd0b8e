import { z } from 'zod';

const repo = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name');

/** What the agent would review, and how: shown to the user before anything is read in depth or posted. */
const reviewPlanSchema = z.object({
  objective: z.string().trim().min(1).max(500),
  steps: z.array(z.string().trim().min(1).max(300)).min(1).max(10),
  risks: z.array(z.string().trim().min(1).max(300)).max(10),
  minutes: z.int().min(1).max(240),
});

export const newIssueSchema = z.object({ repo, title: z.string().trim().min(1).max(256), body: z.string().max(20_000) });
export const newPullRequestSchema = newIssueSchema.extend({
  head: z.string().min(1).max(250).describe('the branch with the changes; it must be on GitHub already'),
  base: z.string().min(1).max(250).describe('the branch they go into'),
});
export type NewIssue = z.infer<typeof newIssueSchema>;
export type NewPullRequest = z.infer<typeof newPullRequestSchema>;
export const plannedReviewSchema = z.object({ repo, number: z.int().positive(), plan: reviewPlanSchema });

/** Something that writes to GitHub, and so waits for the user's word. */
export const chatActionSchema = z.discriminatedUnion('type', [
  newIssueSchema.extend({ type: z.literal('create-issue') }),
  newPullRequestSchema.extend({ type: z.literal('create-pull-request') }),
  plannedReviewSchema.extend({ type: z.literal('review') }),
]);
export type ChatAction = z.infer<typeof chatActionSchema>;

export const chatMessageSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), text: z.string() }),
  z.object({
    role: z.literal('assistant'),
    text: z.string(),
    calls: z.array(z.object({ id: z.string(), name: z.string(), args: z.record(z.string(), z.unknown()) })),
  }),
  z.object({ role: z.literal('tool'), callId: z.string(), name: z.string(), text: z.string() }),
]);
export type ChatMessage = z.infer<typeof chatMessageSchema>;

/** One conversation with the chat agent. */
export const chatSessionSchema = z.object({
  /** AgentCore's session id, which the client chooses. */
  id: z.string().min(33).max(256),
  /** The subject of the token that opened it: nobody else may go on with it. */
  owner: z.string().min(1).max(256),
  messages: z.array(chatMessageSchema),
  /** `begun` is written before the action is done: one that is found so later may or may not have been done. */
  pending: z.object({ action: chatActionSchema, state: z.enum(['asked', 'begun']) }).optional(),
  /** A sign-in at GitHub that waits for the code which its browser was shown. */
  signIn: z.object({ sessionUri: z.string(), code: z.string() }).optional(),
  costUsd: z.number().nonnegative(),
});
export type ChatSession = z.infer<typeof chatSessionSchema>;

/** Product C1: a conversation ends after a day without a message. */
export const CHAT_IDLE_SECONDS = 86_400;

/** A conversation that nothing was said in yet. */
export function newChatSession(id: string, owner: string): ChatSession {
  return { id, owner, messages: [], costUsd: 0 };
}
