import type { Person } from './person.ts';
import type { Status } from './lifecycle.ts';
import type { Task } from './task.ts';

/** How a ticket went away from where the agent was told to work on it. */
export type Withdrawal =
  | { readonly type: 'deleted' }
  /** To another project, where it has another key. */
  | { readonly type: 'moved'; readonly to: string }
  /** The agent's label was taken off. */
  | { readonly type: 'unlabelled'; readonly label: string };

export type WithdrawalDecision =
  | { readonly type: 'cancel'; readonly outcome: string }
  /** `tell`: what whoever did it has to know; absent of rules and apps, which read nothing. */
  | { readonly type: 'goes-on'; readonly tell?: string };

/** Where nothing was approved yet, so that nobody's decision is undone. */
const UNAPPROVED: ReadonlySet<Status> = new Set([
  'submitted',
  'queued',
  'discovering',
  'planning',
  'awaiting_answer',
  'awaiting_approval',
]);
const RESUMES_APPROVED: ReadonlySet<Task['resumeFrom']> = new Set(['Execute', 'AwaitCi']);

/**
 * Decides what becomes of a ticket's live task. A deleted ticket has nobody left who waits for it; one that lost its label or
 * its project is worked on no more unless its plan is approved. Rules that tidy labels away stop nothing.
 */
export function decideWithdrawal(
  { key, how, by }: { readonly key: string; readonly how: Withdrawal; readonly by: Person },
  task: Pick<Task, 'status' | 'resumeFrom'>,
): WithdrawalDecision {
  const who = by.name || by.id;
  if (how.type === 'deleted') return { type: 'cancel', outcome: `${who} deleted ${key}.` };
  if (how.type === 'unlabelled' && by.automatic) return { type: 'goes-on' };
  const approved = !UNAPPROVED.has(task.status) || RESUMES_APPROVED.has(task.resumeFrom);
  if (approved) return by.automatic ? { type: 'goes-on' } : { type: 'goes-on', tell: wordGoesOn(how) };
  return { type: 'cancel', outcome: `${who} ${wordDone(key, how)}` };
}

type Undone = Exclude<Withdrawal, { type: 'deleted' }>;

function wordDone(key: string, how: Undone): string {
  if (how.type === 'unlabelled') return `took the label ${how.label} off ${key} before a plan was approved.`;
  return `moved ${key} to ${how.to} before a plan was approved. To have it worked on there, put the label on again.`;
}

function wordGoesOn(how: Undone): string {
  const why = how.type === 'unlabelled' ? `The label ${how.label} is off` : `This ticket is ${how.to} now`;
  return `${why}, but the plan was approved, so I go on with it.`;
}
