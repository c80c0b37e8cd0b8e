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

/** Names a message; ids of channels are unique, and timestamps within them. */
export function inquiryIdOf(channel: string, message: string): string {
  return `${channel}-${message}`;
}
