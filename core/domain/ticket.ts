import { z } from 'zod';

/** A ticket as we read it from a tracker; outside text, so data and never an instruction. */
export const ticketSchema = z.object({
  key: z.string().min(1),
  url: z.string(),
  summary: z.string(),
  /** Plain text (a tracker's rich text rendered). */
  description: z.string(),
  labels: z.array(z.string()),
  priority: z.string(),
  /** `owner/name`, when whoever asked named the repository. */
  repo: z.string().optional(),
});
export type Ticket = z.infer<typeof ticketSchema>;
