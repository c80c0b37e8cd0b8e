import { z } from 'zod';

/** Tokens and money one or more model calls took. */
export const usageSchema = z.object({
  turns: z.number().nonnegative(),
  inputTokens: z.number().nonnegative(),
  outputTokens: z.number().nonnegative(),
  /** US dollars. */
  costUsd: z.number().nonnegative(),
  /** How long agents worked, waiting for the model and running tools. */
  workSeconds: z.number().nonnegative().default(0),
});
export type Usage = z.infer<typeof usageSchema>;

export const NO_USAGE: Usage = { turns: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, workSeconds: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    turns: a.turns + b.turns,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: a.costUsd + b.costUsd,
    workSeconds: a.workSeconds + b.workSeconds,
  };
}
