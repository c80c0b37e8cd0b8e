import { expr } from '../asl/expression.ts';
import type { States } from '../asl/types.ts';
import { PLAN_STEP } from './discover-plan.ts';
import { catchTimeout, endWith } from './ending.ts';
import { tokenStep } from './steps.ts';

/** A plan may be sent back this often (product W2). */
const MAX_CHANGE_REQUESTS = 3;

/** A human's decision on the plan. */
export const APPROVAL: States = {
  RequestApproval: tokenStep({
    comment: 'Waits for a human to decide on the plan.',
    function: 'RequestApprovalFunctionArn',
    payload: {
      n: expr('$planRound'),
      planStep: expr(PLAN_STEP),
      timeoutSeconds: expr('$approvalTimeoutSeconds'),
    },
    timeoutSeconds: expr('$approvalTimeoutSeconds'),
    onTimeout: catchTimeout('Nobody decided on the plan in time.'),
    next: 'Verdict',
  }),
  Verdict: {
    Type: 'Choice',
    Comment: 'What is neither an approval nor a change request is a rejection.',
    Choices: [
      { Condition: expr("$states.input.verdict = 'approved'"), Next: 'Execute' },
      {
        // A plan written anew because of an answered question was not sent back.
        Condition: expr(`$states.input.verdict = 'changes_requested' and $planRound - $questions <= ${MAX_CHANGE_REQUESTS}`),
        Next: 'Plan',
        Assign: { planRound: expr('$planRound + 1') },
      },
      {
        Condition: expr("$states.input.verdict = 'changes_requested'"),
        Next: 'Finish',
        Assign: endWith({
          status: 'failed',
          error: 'ChangeRequestsExhausted',
          outcome: `The plan was sent back more than ${MAX_CHANGE_REQUESTS} times. Describe the work anew in the ticket.`,
        }),
      },
    ],
    Default: 'Finish',
    Assign: endWith({ status: 'rejected', outcome: null }),
  },
};
