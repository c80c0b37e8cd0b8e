import { z } from 'zod';
import { personSchema } from './person.ts';

/** A question that somebody put to Stepwright in a chat, in their own words; the slack agent answers it in its thread. */
export const inquirySchema = z.object({
  /** Of the message that asks: a message is answered once, however often it is delivered. */
  id: z.string().min(1).max(200),
  channel: z.string().min(1).max(50),
  /** The message that begins the thread; the answer goes there. */
  thread: z.string().min(1).max(50),
  text: z.string(),
  by: personSchema,
  /** ISO 8601, UTC. */
  askedAt: z.string(),
});
export type Inquiry = z.infer<typeof inquirySchema>;

/** What the slack agent is handed: a reference, it reads the rest itself. */
export const inquiryInvocationSchema = z.object({ agent: z.literal('slack'), inquiryId: z.string().min(1).max(200) });

export function toInquiryInvocation({ id }: Pick<Inquiry, 'id'>): z.infer<typeof inquiryInvocationSchema> {
  return { agent: 'slack', inquiryId: id };
}

/** Names a message; ids of channels are unique, and timestamps within them. */
export function inquiryIdOf(channel: string, message: string): string {
  return `${channel}-${message}`;
}

/** The AgentCore session that answers in a thread, so that a second question finds it warm. At least 33 characters are wanted. */
export function inquirySessionOf({ channel, thread }: Pick<Inquiry, 'channel' | 'thread'>): string {
  return `slack-${channel}-${thread}`.replaceAll(/[^\w-]/g, '-').padEnd(33, '-0');
}

/** By this key the answer is found again in its thread. */
export function answerKeyOf(inquiryId: string): string {
  return `answer-${inquiryId}`;
}
