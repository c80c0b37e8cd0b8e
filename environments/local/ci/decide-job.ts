import { type Context, decideCondition, UnsupportedExpression } from './expression.ts';
import type { WorkflowJob } from './workflow.ts';

export type JobDecision =
  | { readonly type: 'wait' }
  | { readonly type: 'skip' }
  | { readonly type: 'run'; readonly job: WorkflowJob };

/** How a needed job stands: its conclusion, or undefined while it has not ended. */
export type NeedState = string | undefined;

/** Decides what happens to a queued job, given how the jobs it needs stand. */
export function decideJob(job: WorkflowJob, needs: readonly NeedState[], github: Context): JobDecision {
  if (needs.includes(undefined)) return { type: 'wait' };
  const failed = needs.some((conclusion) => conclusion !== 'success');
  const standing = { failed, cancelled: needs.includes('cancelled') };
  try {
    return decideCondition(job.condition, github, standing) ? { type: 'run', job } : { type: 'skip' };
  } catch (error) {
    if (!(error instanceof UnsupportedExpression)) throw error;
    return { type: 'run', job: { ...job, problems: [...job.problems, error.message] } };
  }
}
