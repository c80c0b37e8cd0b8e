import { runIdOf, subjectIdOf } from './ids.ts';
import { DEFAULT_LIMITS, FIRST_STATES, type Task } from './task.ts';
import { NO_USAGE } from './usage.ts';

/** A change that somebody asked for, and what it is about: at most one live task per subject. */
export type RequestedWork = Pick<Task, 'subject' | 'ticket' | 'requester'>;

export interface IntakeFacts {
  /** The live task about the same subject, if there is one. */
  readonly liveTaskId?: string | undefined;
  /** A fresh task id. */
  readonly newTaskId: string;
  readonly limits?: Task['limits'];
}

export type IntakeDecision =
  | { readonly type: 'create'; readonly task: Task }
  | { readonly type: 'live'; readonly taskId: string; readonly reason: string };

const MAX_DESCRIPTION = 100_000;

/** Decides whether what somebody asked for becomes a task; at most one is live per subject. */
export function decideIntake(work: RequestedWork, facts: IntakeFacts, now: Date): IntakeDecision {
  const { subject, ticket, requester } = work;
  if (facts.liveTaskId) {
    return {
      type: 'live',
      taskId: facts.liveTaskId,
      reason: `${subjectIdOf(subject)} already has the live task ${facts.liveTaskId}`,
    };
  }
  const at = now.toISOString();
  const task: Task = {
    id: facts.newTaskId,
    kind: 'change',
    status: 'submitted',
    version: 1,
    subject,
    ticket: { ...ticket, description: ticket.description.slice(0, MAX_DESCRIPTION) },
    requester,
    runId: runIdOf(facts.newTaskId, 1),
    resumeFrom: FIRST_STATES.change,
    changes: [],
    threads: {},
    ciRounds: 0,
    usage: NO_USAGE,
    limits: facts.limits ?? DEFAULT_LIMITS,
    createdAt: at,
    updatedAt: at,
  };
  return { type: 'create', task };
}
