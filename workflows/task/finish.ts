import { expr } from '../asl/expression.ts';
import type { States } from '../asl/types.ts';
import { CATCH_FAILURE } from './ending.ts';
import { RETRY_EVERYTHING } from './retries.ts';
import { lambdaStep } from './steps.ts';

/** The end: recorded, sessions stopped, and an execution status that is honest. */
export const FINISH: States = {
  Finish: lambdaStep({
    comment: 'Records the outcome and stops everything that still runs for the task.',
    function: 'FinishFunctionArn',
    payload: { end: expr('$end') },
    Retry: [RETRY_EVERYTHING],
    // The sweep for ended executions records what could not be recorded here.
    Catch: [{ ...CATCH_FAILURE, Next: 'Failed' }],
    next: 'Ended',
  }),
  Ended: {
    Type: 'Choice',
    Comment: 'Rejection and time-out are outcomes, not errors.',
    Choices: [{ Condition: expr("$states.input.status = 'failed'"), Next: 'Failed' }],
    Default: 'Done',
  },
  Done: {
    Type: 'Succeed',
    Comment: 'The task ended with an outcome.',
    Output: { taskId: expr('$taskId'), status: expr('$states.input.status') },
  },
  Failed: {
    Type: 'Fail',
    Comment: 'The task failed; the task itself tells the requester why.',
    Error: expr("$end.error ? $end.error : 'TaskFailed'"),
    Cause: expr("$end.outcome ? $end.outcome : $end.cause ? $end.cause : 'The task failed.'"),
  },
};
