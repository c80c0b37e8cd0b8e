import { expr } from '../asl/expression.ts';
import type { States } from '../asl/types.ts';
import { endWith } from './ending.ts';
import { agentStep } from './steps.ts';

/** A review of somebody's pull request: one step, after which nothing follows. */
export const REVIEW: States = {
  Review: agentStep({
    comment: 'Reads a pull request and posts one review of it.',
    agent: 'review',
    step: "'review'",
    round: '1',
    assign: endWith({ status: 'completed', outcome: expr('$states.result.outcome') }),
    next: 'Finish',
  }),
};
