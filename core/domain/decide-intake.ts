import type { ChannelEvent } from './channel-event.ts';
import { runIdOf, subjectIdOf } from './ids.ts';
import { DEFAULT_LIMITS, FIRST_STATES, type Task } from './task.ts';
import { NO_USAGE } from './usage.ts';

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

/** Decides whether a labelled ticket becomes a task; at most one is live per ticket. */
export function decideIntake(
  event: Extract<ChannelEvent, { type: 'ticket.labelled' }>,
  facts: IntakeFacts,
  now: Date,
): IntakeDecision {
  const subject = { channel: 'jira', key: event.ticket.key } as const;
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
    ticket: { ...event.ticket, description: event.ticket.description.slice(0, MAX_DESCRIPTION) },
    requester: event.by,
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
