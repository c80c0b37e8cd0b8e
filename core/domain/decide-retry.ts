import { runIdOf } from './ids.ts';
import { isTerminal } from './lifecycle.ts';
import type { Person } from './person.ts';
import { limitProblem, type RaisedLimits } from './raised-limits.ts';
import { FIRST_STATES, type ResumeState, type Task } from './task.ts';
import { NO_USAGE } from './usage.ts';

export type RetryDecision =
  | { readonly type: 'create'; readonly task: Task }
  | { readonly type: 'refused'; readonly code: 'LIMITS_INVALID' | 'NOT_RETRYABLE'; readonly reason: string };

export interface RetryRequest {
  readonly newTaskId: string;
  readonly by: Person;
  /** Larger or smaller limits than the failed task had. */
  readonly limits?: RaisedLimits | undefined;
}

/** A terminal status is final, so a retry is a new task that goes on where the failed one stopped and keeps its results. */
export function decideRetry(failed: Task, { newTaskId, by, limits = {} }: RetryRequest, now: Date): RetryDecision {
  const problem = limitProblem(limits);
  if (problem !== undefined) return { type: 'refused', code: 'LIMITS_INVALID', reason: problem };
  if (!isTerminal(failed.status)) return notRetryable(`${failed.id} is still ${failed.status}; there is nothing to retry.`);
  if (failed.status === 'completed') return notRetryable(`${failed.id} is completed; there is nothing to retry.`);
  const { outcome: _outcome, failure: _failure, endedAt: _endedAt, mark: _mark, step, ...kept } = failed;
  const at = now.toISOString();
  return {
    type: 'create',
    task: {
      ...kept,
      id: newTaskId,
      status: 'submitted',
      version: 1,
      requester: by,
      runId: runIdOf(newTaskId, 1),
      retryOf: failed.id,
      resumeFrom: resumeStateOf(failed, step),
      limits: { ...failed.limits, ...limits },
      ciRounds: 0,
      usage: NO_USAGE,
      createdAt: at,
      updatedAt: at,
    },
  };
}

function notRetryable(reason: string): RetryDecision {
  return { type: 'refused', code: 'NOT_RETRYABLE', reason };
}

/** The state that did not finish, or the first one; a rejected plan is planned again. */
function resumeStateOf(failed: Task, step: string | undefined): ResumeState {
  if (failed.status === 'rejected') return 'Plan';
  return STATE_OF_STEP[step?.split('-')[0] ?? ''] ?? FIRST_STATES[failed.kind];
}

/** By the beginning of the step's name; other steps are the first of their kind of task. */
const STATE_OF_STEP: Readonly<Partial<Record<string, ResumeState>>> = {
  plan: 'Plan',
  ask: 'Plan',
  approve: 'Plan',
  execute: 'Execute',
  diagnose: 'AwaitCi',
  fix: 'AwaitCi',
  ci: 'AwaitCi',
};
