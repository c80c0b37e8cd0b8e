import { z } from 'zod';

/** Product A and C1. One message may take ten minutes, and one conversation five dollars. */
export const CHAT_LIMITS = {
  message: 8_000,
  turns: 12,
  seconds: 600,
  costUsd: 5,
  /** Characters of one tool's result, and of the diff of one review. */
  result: 12_000,
  diff: 60_000,
  /** Characters of a conversation that are kept: an item of the table holds 400 KB, and a character takes up to three bytes. */
  history: 90_000,
} as const;

/** The body of `POST /invocations`. */
export const chatInvocationSchema = z.object({
  message: z
    .string()
    .trim()
    .min(1, 'say something')
    .max(CHAT_LIMITS.message, `a message has at most ${CHAT_LIMITS.message} characters`),
});

/** What the stream is made of; `done` or `error` is the last. */
export type ChatEvent =
  | { readonly type: 'token'; readonly text: string }
  | { readonly type: 'tool_use'; readonly tool: string; readonly summary: string }
  | { readonly type: 'oauth_url'; readonly url: string }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  | {
      readonly type: 'done';
      /** What waits for the user's yes. */
      readonly pending?: string;
      /** Of the whole conversation, in US dollars. */
      readonly costUsd: number;
    };

const comment = z.object({
  path: z.string().min(1),
  line: z.int().positive(),
  side: z.enum(['new', 'old']).describe('new for added and unchanged lines, old for removed ones'),
  body: z.string().trim().min(1).max(3_000),
});

/** What the model hands in when the user has approved its plan. */
export const reviewSchema = z.object({
  summary: z.string().trim().min(1).max(5_000).describe('what the change does, whether it does that, what you did not check'),
  comments: z.array(comment).max(30),
});
