import { describe, expect, test } from 'vitest';
import { agentsOf } from '#domain/agent.ts';
import { LimitError, UpstreamError } from '#domain/errors.ts';
import { toFailure } from '#domain/failure.ts';
import { FIRST_STATES } from '#domain/task.ts';
import { aChange } from '#tests/fakes/samples.ts';
import { runScenario } from './run-scenario.ts';
import { A_QUESTION, aDiagnosisResult, type Scenario } from './scenario.ts';

const LIMIT = { failure: toFailure(new LimitError('The budget is used up.', { code: 'BUDGET_EXCEEDED' })) };
const UPSTREAM = { failure: toFailure(new UpstreamError('The model is overloaded.', { code: 'MODEL_OVERLOADED' })) };

const HEAD = ['Discover', 'Plan', 'RequestApproval'];
const CI = ['AwaitCi', 'NextStep'];
const ROUND = ['Diagnose', 'NextStep', 'Fix', ...CI];
const END = ['Finish', 'Done'];
const FAILS = ['Finish', 'Failed'];

interface Case extends Scenario {
  readonly rule: string;
  readonly path: readonly string[];
  readonly status: string;
  readonly outcome: string;
}

const TRIAGE_TASK = { kind: 'triage', resumeFrom: FIRST_STATES.triage, subject: { channel: 'sentry', key: '1' } } as const;

const CASES: readonly Case[] = [
  {
    rule: 'an approved plan is executed, and green CI completes the task',
    decisions: ['approved'],
    path: [...HEAD, 'Execute', ...CI, ...END],
    status: 'completed',
    outcome: 'All checks are green.',
  },
  {
    rule: 'with the policy auto nobody is waited for',
    policy: 'auto',
    path: [...HEAD, 'Execute', ...CI, ...END],
    status: 'completed',
    outcome: 'green',
  },
  {
    rule: 'a change request plans again',
    decisions: ['changes_requested', 'approved'],
    path: [...HEAD, 'Plan', 'RequestApproval', 'Execute', ...CI, ...END],
    status: 'completed',
    outcome: 'green',
  },
  {
    rule: 'a fourth change request ends it',
    decisions: ['changes_requested', 'changes_requested', 'changes_requested', 'changes_requested'],
    path: [...HEAD, 'Plan', 'RequestApproval', 'Plan', 'RequestApproval', 'Plan', 'RequestApproval', ...FAILS],
    status: 'failed',
    outcome: 'sent back more than 3 times',
  },
  {
    rule: 'a question does not use up a change request',
    agents: { 'plan-1': [A_QUESTION] },
    answer: 'Net.',
    decisions: ['changes_requested', 'changes_requested', 'changes_requested', 'approved'],
    path: [
      'Discover',
      'Plan',
      'Ask',
      'Plan',
      'RequestApproval',
      'Plan',
      'RequestApproval',
      'Plan',
      'RequestApproval',
      'Plan',
      'RequestApproval',
      'Execute',
      ...CI,
      ...END,
    ],
    status: 'completed',
    outcome: 'green',
  },
  {
    rule: 'a rejection is an outcome',
    decisions: ['rejected'],
    path: [...HEAD, ...END],
    status: 'rejected',
    outcome: 'The plan was rejected by Bob: because',
  },
  {
    rule: 'a plan that nobody decides on in time is an outcome',
    path: [...HEAD, ...END],
    status: 'timed_out',
    outcome: 'Nobody decided on the plan in time.',
  },
  {
    rule: 'an answered question plans again',
    agents: { 'plan-1': [A_QUESTION] },
    answer: 'Net.',
    decisions: ['approved'],
    path: ['Discover', 'Plan', 'Ask', 'Plan', 'RequestApproval', 'Execute', ...CI, ...END],
    status: 'completed',
    outcome: 'green',
  },
  {
    rule: 'a second question is not asked',
    agents: { 'plan-1': [A_QUESTION], 'plan-2': [A_QUESTION] },
    answer: 'Net.',
    path: ['Discover', 'Plan', 'Ask', 'Plan', ...FAILS],
    status: 'failed',
    outcome: 'second question',
  },
  {
    rule: 'a question that nobody answers in time is an outcome',
    agents: { 'plan-1': [A_QUESTION] },
    path: ['Discover', 'Plan', 'Ask', ...END],
    status: 'timed_out',
    outcome: 'Nobody answered the question in time.',
  },
  {
    rule: 'a red CI is diagnosed and fixed',
    decisions: ['approved'],
    ci: ['red', 'green'],
    path: [...HEAD, 'Execute', ...CI, ...ROUND, ...END],
    status: 'completed',
    outcome: 'green',
  },
  {
    rule: 'what the CI monitor fixed itself goes straight back to CI',
    decisions: ['approved'],
    ci: ['red', 'green'],
    agents: { 'diagnose-1': [aDiagnosisResult('fixed')] },
    path: [...HEAD, 'Execute', ...CI, 'Diagnose', 'NextStep', ...CI, ...END],
    status: 'completed',
    outcome: 'green',
  },
  {
    rule: 'a flake runs again',
    decisions: ['approved'],
    ci: ['red', 'green'],
    agents: { 'diagnose-1': [aDiagnosisResult('rerun')] },
    path: [...HEAD, 'Execute', ...CI, 'Diagnose', 'NextStep', ...CI, ...END],
    status: 'completed',
    outcome: 'green',
  },
  {
    rule: 'what is not ours to fix is escalated',
    decisions: ['approved'],
    ci: ['red'],
    agents: { 'diagnose-1': [aDiagnosisResult('escalate')] },
    path: [...HEAD, 'Execute', ...CI, 'Diagnose', 'NextStep', ...FAILS],
    status: 'failed',
    outcome: 'The linter found an unused name.',
  },
  {
    rule: 'CI that is still red after three rounds is escalated',
    decisions: ['approved'],
    ci: ['red', 'red', 'red', 'red'],
    path: [...HEAD, 'Execute', ...CI, ...ROUND, ...ROUND, ...ROUND, ...FAILS],
    status: 'failed',
    outcome: 'CI is still failing after 3 fix rounds (test).',
  },
  {
    rule: 'CI of which no webhook told is looked at once',
    decisions: ['approved'],
    ci: ['green, untold'],
    path: [...HEAD, 'Execute', 'AwaitCi', 'PollCi', 'NextStep', ...END],
    status: 'completed',
    outcome: 'green',
  },
  {
    rule: 'CI that never says anything is escalated',
    decisions: ['approved'],
    ci: ['silent'],
    path: [...HEAD, 'Execute', 'AwaitCi', 'PollCi', 'NextStep', ...FAILS],
    status: 'failed',
    outcome: 'CI gave no result',
  },
  {
    rule: 'an agent that fails ends the task with its reason',
    decisions: ['approved'],
    agents: { execute: [LIMIT] },
    path: [...HEAD, 'Execute', ...FAILS],
    status: 'failed',
    outcome: 'Execution failed: The budget is used up.',
  },
  {
    rule: 'a step that takes too long ends the task',
    agents: { discover: ['hangs'] },
    path: ['Discover', ...FAILS],
    status: 'failed',
    outcome: 'Discovery failed: The step took longer than it may.',
  },
  {
    rule: 'a session that is lost twice ends the task',
    agents: { discover: ['dies', 'dies'] },
    path: ['Discover', ...FAILS],
    status: 'failed',
    outcome: 'Discovery failed: The agent stopped answering',
  },
  {
    rule: 'a fault that does not pass ends the task after nine tries',
    agents: { discover: Array.from({ length: 9 }, () => UPSTREAM) },
    path: ['Discover', ...FAILS],
    status: 'failed',
    outcome: 'Discovery failed: The model is overloaded.',
  },
  {
    rule: 'a run that retries an execution begins there',
    task: { resumeFrom: 'Execute' },
    path: ['Execute', ...CI, ...END],
    status: 'completed',
    outcome: 'green',
  },
  {
    rule: 'an iteration begins with the work, and its CI has to be green like any other',
    task: { kind: 'iterate', resumeFrom: FIRST_STATES.iterate, changes: [aChange()] },
    ci: ['red', 'green'],
    path: ['Execute', ...CI, ...ROUND, ...END],
    status: 'completed',
    outcome: 'green',
  },
  {
    rule: 'a triage is one step, whose outcome is that of the run',
    task: TRIAGE_TASK,
    path: ['Triage', ...END],
    status: 'completed',
    outcome: 'SHOP-2 is filed.',
  },
  {
    rule: 'a triage that fails ends as failed, which somebody is told',
    task: TRIAGE_TASK,
    agents: { triage: [{ failure: toFailure(new LimitError('The budget is used up.', { code: 'BUDGET_LIMIT' })) }] },
    path: ['Triage', 'Finish', 'Failed'],
    status: 'failed',
    outcome: 'Triage failed: The budget is used up.',
  },
  {
    rule: 'a run that has pushed nothing is not green',
    task: { resumeFrom: 'AwaitCi' },
    path: ['AwaitCi', ...FAILS],
    status: 'failed',
    outcome: 'has no pull request',
  },
  {
    rule: 'a run that retries a CI wait begins there and may fix',
    task: { resumeFrom: 'AwaitCi', changes: [aChange()] },
    ci: ['red', 'green'],
    path: [...CI, ...ROUND, ...END],
    status: 'completed',
    outcome: 'green',
  },
];

describe('the workflow', () => {
  test.each(CASES)('$rule', async ({ rule: _rule, path, status, outcome, ...scenario }) => {
    const result = await runScenario(scenario);
    expect(result.path).toEqual(path);
    expect(result.task).toMatchObject({ status, outcome: expect.stringContaining(outcome) });
    expect(result.execution.status).toBe(path.at(-1) === 'Done' ? 'SUCCEEDED' : 'FAILED');
    expect(result.facts.filter(({ type }) => type === 'task.ended')).toHaveLength(1);
    expect(result.calls.filter((call) => call.startsWith('stop ')).slice(-4)).toEqual(
      agentsOf(result.task.kind).map((agent) => `stop ${agent}`),
    );
  });

  test('a session that died is ended before its step is done once more', async () => {
    const { calls, facts, task } = await runScenario({ agents: { discover: ['dies'] }, policy: 'auto' });
    expect(calls.slice(0, 3)).toEqual(['discover', 'stop discovery', 'discover']);
    expect(facts.filter(({ type }) => type === 'step.retried')).toMatchObject([{ step: 'discover' }]);
    expect(task.status).toBe('completed');
  });

  test('a passing fault is tried again', async () => {
    const { calls, task } = await runScenario({ agents: { 'plan-1': [UPSTREAM, UPSTREAM] }, policy: 'auto' });
    expect(calls.filter((call) => call === 'plan-1')).toHaveLength(3);
    expect(task.status).toBe('completed');
  });

  test('a failure keeps its code for scripts and its name for Step Functions', async () => {
    const { execution, task } = await runScenario({ agents: { discover: [LIMIT] } });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'LimitError' });
    expect(task.failure).toEqual(LIMIT.failure);
  });

  test('a task that is cancelled while its run goes on stays cancelled and starts nothing more', async () => {
    const { calls, task, path, execution } = await runScenario({ on: { discover: 'the task is cancelled' } });
    expect(task.status).toBe('cancelled');
    expect(calls.filter((call) => !call.startsWith('stop'))).toEqual(['discover']);
    expect(path).toEqual(['Discover', ...END]);
    expect(execution.status).toBe('SUCCEEDED');
  });

  test('a run that is stopped by hand does not leave its task alive', async () => {
    const { task, execution } = await runScenario({ on: { discover: 'the run is stopped' } });
    expect(execution.status).toBe('ABORTED');
    expect(task).toMatchObject({ status: 'cancelled', outcome: 'The run was stopped in Step Functions: by hand' });
  });
});
