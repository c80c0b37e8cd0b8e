import { expr } from '../asl/expression.ts';
import type { States } from '../asl/types.ts';
import { endWith } from './ending.ts';
import { agentStep, lambdaStep, tokenStep } from './steps.ts';

/** CI that says nothing for an hour is asked once. */
const CI_TIMEOUT_SECONDS = 3_600;

const COUNT_WAIT = { ciWaits: expr('$ciWaits + 1'), diagnosed: false };

/** The work itself, and CI with its fix rounds. */
export const EXECUTE_AND_CI: States = {
  Execute: agentStep({
    comment: 'Does the plan in a checkout, tests first, and pushes.',
    agent: 'execution',
    step: "'execute'",
    round: '1',
    next: 'AwaitCi',
  }),
  AwaitCi: tokenStep({
    comment: 'Waits for CI on the pushed commits.',
    function: 'AwaitCiFunctionArn',
    payload: {
      n: expr('$ciWaits + 1'),
      round: expr('$ciRound'),
      diagnosed: expr('$diagnosed'),
      diagnosedAt: expr('$diagnosedAt'),
    },
    timeoutSeconds: CI_TIMEOUT_SECONDS,
    onTimeout: { ErrorEquals: ['States.Timeout'], Next: 'PollCi', Assign: COUNT_WAIT },
    assign: COUNT_WAIT,
    next: 'NextStep',
  }),
  PollCi: lambdaStep({
    comment: 'Looks once at the checks when no webhook came.',
    function: 'PollCiFunctionArn',
    payload: { n: expr('$ciWaits') },
    next: 'NextStep',
  }),
  NextStep: lambdaStep({
    comment: 'Decides on the CI result, and then on its diagnosis.',
    function: 'DecideNextStepFunctionArn',
    payload: { n: expr('$ciWaits'), round: expr('$ciRound'), diagnosed: expr('$diagnosed') },
    next: 'AfterCi',
  }),
  AfterCi: {
    Type: 'Choice',
    Comment: 'What is none of these needs a human.',
    Choices: [
      {
        Condition: expr("$states.input.next = 'complete'"),
        Next: 'Finish',
        Assign: endWith({ status: 'completed', outcome: expr('$states.input.outcome') }),
      },
      { Condition: expr("$states.input.next = 'diagnose'"), Next: 'Diagnose', Assign: { ciRound: expr('$ciRound + 1') } },
      { Condition: expr("$states.input.next = 'await-ci'"), Next: 'AwaitCi' },
      { Condition: expr("$states.input.next = 'fix'"), Next: 'Fix' },
    ],
    Default: 'Finish',
    Assign: endWith({ status: 'failed', error: 'CiEscalated', outcome: expr('$states.input.outcome') }),
  },
  Diagnose: agentStep({
    comment: 'Reads the failed checks and says what to do; fixes what is deterministic.',
    agent: 'ci-monitor',
    step: "'diagnose-' & $ciRound",
    round: '$ciRound',
    assign: { diagnosed: true, diagnosedAt: expr('$states.context.State.EnteredTime') },
    next: 'NextStep',
  }),
  Fix: agentStep({
    comment: 'Fixes what CI found, in the checkout that execution left.',
    agent: 'execution',
    step: "'fix-' & $ciRound",
    round: '$ciRound',
    assign: { diagnosed: false },
    next: 'AwaitCi',
  }),
};
