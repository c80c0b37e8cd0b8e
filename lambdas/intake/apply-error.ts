import type { DeliveryRef } from '#domain/channel-event.ts';
import { decideTriage, isLookedAt, type TriageRules } from '#domain/decide-triage.ts';
import type { ErrorAlert, ErrorSighting } from '#domain/error-group.ts';
import { ConflictError } from '#domain/errors.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import type { Task } from '#domain/task.ts';
import { type TriageFor, toTriageTask } from '#domain/triage-task.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { type StartDeps, type StartResult, startTask } from './start-task.ts';

export interface ApplyErrorDeps extends StartDeps, Pick<IntakeDeps, 'clock' | 'limits'> {
  readonly rules: TriageRules;
}

export type ErrorResult = (StartResult & { readonly reason?: string }) | { readonly status: 'ignored'; readonly reason: string };

/** Others that were at the group at the same moment: more of them than this have something wrong. */
const MAX_TRIES = 5;

/**
 * Claims an error group and starts its triage, unless it is not worth a ticket or has one. However many see it at once,
 * one claims it: the claim is written with the task, on condition that the group's record is the one that was read.
 */
export async function applySighting(sighting: ErrorSighting, delivery: DeliveryRef, deps: ApplyErrorDeps): Promise<ErrorResult> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await claimOnce(sighting, delivery, deps);
    } catch (error) {
      if (!(error instanceof ConflictError) || tries >= MAX_TRIES) throw error;
    }
  }
}

async function claimOnce(sighting: ErrorSighting, delivery: DeliveryRef, deps: ApplyErrorDeps): Promise<ErrorResult> {
  const { store, clock, rules } = deps;
  const { issueId } = sighting;
  const record = await store.readGroup(issueId);
  const before = record && (await store.readTask(record.taskId));
  // A claim is good as long as the task lives that made it: what fails gives its claim back by ending.
  const heldBy = before && !isTerminal(before.status) ? before.id : undefined;
  const decision = decideTriage(sighting, { record, heldBy }, rules, clock.now());
  if (decision.type !== 'triage' && (await store.hasDelivery(delivery))) return { status: 'duplicate', taskId: heldBy };
  if (decision.type === 'held') return { status: 'live', taskId: decision.taskId, reason: decision.reason };
  if (decision.type === 'leave') return { status: 'ignored', reason: decision.reason };
  return startTask(newTriage({ type: 'group', sighting }, deps, before), delivery, deps, { claim: { issueId, seen: record } });
}

/** Starts a triage that looks for the error group behind a metric alert; one at a time. */
export async function applyAlert(alert: ErrorAlert, delivery: DeliveryRef, deps: ApplyErrorDeps): Promise<ErrorResult> {
  const looked = alert.projects.filter((project) => isLookedAt(project, deps.rules));
  if (alert.projects.length > 0 && looked.length === 0) {
    return {
      status: 'ignored',
      reason: `the projects of the alert (${alert.projects.join(', ').slice(0, 200)}) are not looked at`,
    };
  }
  return startTask(newTriage({ type: 'alert', alert: { ...alert, projects: looked } }, deps), delivery, deps);
}

function newTriage(about: TriageFor, { clock, limits }: ApplyErrorDeps, before?: Task) {
  return toTriageTask(about, { id: `task_${clock.newId()}`, before, ...(limits ? { limits } : {}) }, clock.now());
}
