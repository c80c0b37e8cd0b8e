import { z } from 'zod';
import { ciResultSchema, diagnosisSchema } from './ci.ts';
import { discoverySchema } from './discovery.ts';
import { filedSchema } from './error-group.ts';
import { executionSchema } from './execution.ts';
import { planSchema } from './plan.ts';
import { countFindings, reviewSchema } from './review.ts';
import { changeSchema } from './task.ts';

/** What a finished step leaves in the store for the steps after it. */
export const stepResultSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('discovery'), discovery: discoverySchema }),
  z.object({ type: z.literal('plan'), plan: planSchema, planUrl: z.string(), changes: z.array(changeSchema).min(1).max(3) }),
  z.object({ type: z.literal('question'), question: z.string() }),
  z.object({ type: z.literal('execution'), execution: executionSchema }),
  z.object({ type: z.literal('ci'), ci: ciResultSchema }),
  z.object({
    type: z.literal('diagnosis'),
    diagnosis: diagnosisSchema,
    changes: z.array(changeSchema).min(1),
    /** The repository that a brief is about. */
    repo: z.string().optional(),
  }),
  z.object({
    type: z.literal('triage'),
    /** What people are told, in one sentence. */
    outcome: z.string().max(1_000),
    /** Absent when nothing was to be done. */
    filed: filedSchema.optional(),
  }),
  /** What was posted, and where it is to be read. */
  z.object({ type: z.literal('review'), review: reviewSchema, url: z.string() }),
]);
export type StepResult = z.infer<typeof stepResultSchema>;

/** What the workflow carries of a result: enough to choose the next state, and no more. */
export interface StepOutput {
  readonly step: string;
  readonly type: StepResult['type'];
  /** Only of a diagnosis. */
  readonly verdict?: string;
  /** Only of a triage or a review, which ends its run. */
  readonly outcome?: string;
}

export function toStepOutput(step: string, result: StepResult): StepOutput {
  return {
    step,
    type: result.type,
    ...(result.type === 'diagnosis' ? { verdict: result.diagnosis.verdict } : {}),
    ...(result.type === 'triage' ? { outcome: result.outcome } : {}),
    ...(result.type === 'review'
      ? { outcome: `The review is posted (${countFindings(result.review.findings)}): ${result.url}` }
      : {}),
  };
}
