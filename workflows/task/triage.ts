import { expr } from '../asl/expression.ts';
import type { States } from '../asl/types.ts';
import { endWith } from './ending.ts';
import { agentStep } from './steps.ts';

/** An error becomes a ticket, whose label then starts a task of its own. */
export const TRIAGE: States = {
  Triage: agentStep({
    comment: 'Turns an error group into a ticket, unless it has one.',
    agent: 'sentry',
    step: "'triage'",
    round: '1',
    assign: endWith({ status: 'completed', outcome: expr('$states.result.outcome') }),
    next: 'Finish',
  }),
};
