import { expr } from '../asl/expression.ts';
import type { Assign, Catcher, Template } from '../asl/types.ts';

/** How a run ends; kept in the variable `end` and handed to the finish Lambda. */
interface Ending {
  readonly status: 'completed' | 'rejected' | 'failed' | 'timed_out';
  /** For people; null when the finish Lambda words it from the error. */
  readonly outcome: Template;
  readonly error: Template;
  readonly cause: Template;
}

export function endWith(ending: Pick<Ending, 'status' | 'outcome'> & Partial<Ending>): Assign {
  return { end: { status: ending.status, outcome: ending.outcome, error: ending.error ?? null, cause: ending.cause ?? null } };
}

/** Every error that is not retried, or not any more, ends the run as failed. */
export const CATCH_FAILURE: Catcher = {
  ErrorEquals: ['States.ALL'],
  Next: 'Finish',
  Assign: endWith({
    status: 'failed',
    outcome: null,
    error: expr('$states.errorOutput.Error'),
    cause: expr("$exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : ''"),
  }),
};

/** A person did not answer in time: an outcome, not an error. */
export function catchTimeout(outcome: string): Catcher {
  return { ErrorEquals: ['States.Timeout'], Next: 'Finish', Assign: endWith({ status: 'timed_out', outcome }) };
}
