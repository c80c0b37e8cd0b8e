import { expr } from '../asl/expression.ts';
import type { States } from '../asl/types.ts';
import { catchTimeout, endWith } from './ending.ts';
import { agentStep, tokenStep } from './steps.ts';

export const PLAN_STEP = "'plan-' & $planRound";

/** From the start of a run to a plan: discovery, planning, and at most one question to the human. */
export const DISCOVER_AND_PLAN: States = {
  Start: {
    Type: 'Pass',
    Comment: 'Keeps what the run was started with and begins to count.',
    Assign: {
      taskId: expr('$states.input.taskId'),
      runId: expr('$states.input.runId'),
      approvalTimeoutSeconds: expr('$states.input.approvalTimeoutSeconds'),
      resumeFrom: expr('$states.input.resumeFrom'),
      planRound: 1,
      questions: 0,
      ciWaits: 0,
      ciRound: 0,
      diagnosed: false,
      diagnosedAt: null,
    },
    Next: 'Resume',
  },
  Resume: {
    Type: 'Choice',
    Comment: 'Every kind of task has its first state; a retry goes on at the state that failed.',
    Choices: [
      { Condition: expr("$resumeFrom = 'Plan'"), Next: 'Plan' },
      { Condition: expr("$resumeFrom = 'Execute'"), Next: 'Execute' },
      { Condition: expr("$resumeFrom = 'AwaitCi'"), Next: 'AwaitCi' },
      { Condition: expr("$resumeFrom = 'Triage'"), Next: 'Triage' },
      { Condition: expr("$resumeFrom = 'Review'"), Next: 'Review' },
    ],
    Default: 'Discover',
  },
  Discover: agentStep({
    comment: 'Finds the repositories and files the ticket concerns.',
    agent: 'discovery',
    step: "'discover'",
    round: '1',
    next: 'Plan',
  }),
  Plan: agentStep({
    comment: 'Writes the plan and opens the draft pull requests, or asks a question.',
    agent: 'planning',
    step: PLAN_STEP,
    round: '$planRound',
    next: 'PlanOutcome',
  }),
  PlanOutcome: {
    Type: 'Choice',
    Comment: 'The planner may ask one question per run.',
    Choices: [
      { Condition: expr("$states.input.type = 'question' and $questions = 0"), Next: 'Ask' },
      {
        Condition: expr("$states.input.type = 'question'"),
        Next: 'Finish',
        Assign: endWith({
          status: 'failed',
          error: 'SecondQuestion',
          outcome: 'The planner asked a second question; only one is allowed.',
        }),
      },
    ],
    Default: 'RequestApproval',
  },
  Ask: tokenStep({
    comment: 'Waits for the answer of a human.',
    function: 'AskQuestionFunctionArn',
    payload: {
      n: expr('$questions + 1'),
      planStep: expr(PLAN_STEP),
      timeoutSeconds: expr('$approvalTimeoutSeconds'),
    },
    timeoutSeconds: expr('$approvalTimeoutSeconds'),
    onTimeout: catchTimeout('Nobody answered the question in time.'),
    assign: { questions: expr('$questions + 1'), planRound: expr('$planRound + 1') },
    next: 'Plan',
  }),
};
