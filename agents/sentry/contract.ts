import { z } from 'zod';
import type { TriageRules } from '#domain/decide-triage.ts';
import type { ErrorTracker } from '#ports/error-tracker.ts';
import type { Tracker } from '#ports/tracker.ts';

/** What the agent works with. */
export interface SentryAgentDeps {
  readonly errors: ErrorTracker;
  readonly tracker: Pick<Tracker, 'readTicket' | 'createTicket' | 'findTicket' | 'linkTickets' | 'upsertComment'>;
  readonly rules: TriageRules;
  /** Where tickets are filed, and as what. */
  readonly tickets: { readonly project: string; readonly type: string; readonly label: string };
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** What the model writes; everything else in a ticket is what Sentry tells. */
export const writingSchema = z.object({
  title: z.string().min(10).max(150).describe('What fails and where, in one line a developer understands; no ids'),
  analysis: z
    .string()
    .min(20)
    .max(3_000)
    .describe('What probably goes wrong, read from the stack trace, and in which file to look first. Markdown.'),
  reproduction: z
    .string()
    .min(1)
    .max(2_000)
    .describe('How a developer could bring it about in a test: inputs, state, steps. Markdown. Say so when it cannot be told.'),
});
export type Writing = z.infer<typeof writingSchema>;

/** What is wrong with what the model wrote. */
export function problemsOf({ title }: Writing): string[] {
  return /[\r\n]/.test(title) ? ['The title has to be one line.'] : [];
}
