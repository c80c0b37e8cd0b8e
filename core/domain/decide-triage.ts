import type { ErrorLevel, ErrorSighting, GroupRecord } from './error-group.ts';

/** How many events in 24 hours make a ticket, by level; a level without a threshold never does. */
export type Thresholds = Readonly<Partial<Record<ErrorLevel, number>>>;

/** Product T2. */
export const DEFAULT_THRESHOLDS: Thresholds = { fatal: 1, error: 10, warning: 50, info: 100 };

export interface TriageRules {
  readonly thresholds: Thresholds;
  /** Slugs of the projects that are looked at; empty: all. */
  readonly projects: readonly string[];
}

export interface TriageFacts {
  readonly record: GroupRecord | undefined;
  /** The live task that has claimed the group, unless it is the one that asks. */
  readonly heldBy?: string | undefined;
}

export type TriageDecision =
  /** `previous` is the ticket that the group had; `regression`: it was resolved and is back. */
  | { readonly type: 'triage'; readonly regression: boolean; readonly previous?: string }
  | { readonly type: 'held'; readonly taskId: string; readonly reason: string }
  | { readonly type: 'leave'; readonly reason: string };

/** For so long a ticket stands for its error group (product T2). */
export const TICKET_DAYS = 90;
const TICKET_MS = TICKET_DAYS * 24 * 60 * 60 * 1_000;

/**
 * Decides whether an error group gets a ticket: over its level's threshold and not ticketed within 90 days, or back after
 * it was resolved, which counts from the first event on and once.
 */
export function decideTriage(sighting: ErrorSighting, facts: TriageFacts, rules: TriageRules, now: Date): TriageDecision {
  const { record, heldBy } = facts;
  if (!isLookedAt(sighting.project, rules)) {
    return { type: 'leave', reason: `the project ${sighting.project} is not looked at` };
  }
  if (heldBy !== undefined) return { type: 'held', taskId: heldBy, reason: `${heldBy} is triaging it` };
  if (record?.ticketKey !== undefined && isCovered(record, now)) return decideTicketed(sighting, record, record.ticketKey);
  const below = whyBelow(sighting, rules.thresholds);
  if (below !== undefined) return { type: 'leave', reason: below };
  return { type: 'triage', regression: false, ...(record?.ticketKey === undefined ? {} : { previous: record.ticketKey }) };
}

function decideTicketed(sighting: ErrorSighting, record: GroupRecord, previous: string): TriageDecision {
  if (isNewRegression(sighting, record)) return { type: 'triage', regression: true, previous };
  return { type: 'leave', reason: `it has the ticket ${previous}` };
}

/** Without a filter every project is; one that is not told is found out later. */
export function isLookedAt(project: string | undefined, { projects }: Pick<TriageRules, 'projects'>): boolean {
  return project === undefined || projects.length === 0 || projects.includes(project);
}

function isCovered({ ticketedAt = '' }: GroupRecord, now: Date): boolean {
  return now.getTime() - Date.parse(ticketedAt) < TICKET_MS;
}

/** True for a regression after the ticket was written, and after the newest one that the ticket covers. */
function isNewRegression({ regressedAt }: ErrorSighting, { ticketedAt, regressedAt: covered }: GroupRecord): boolean {
  if (regressedAt === undefined) return false;
  return [ticketedAt, covered].every((at) => at === undefined || Date.parse(regressedAt) > Date.parse(at));
}

function whyBelow({ level, events }: ErrorSighting, thresholds: Thresholds): string | undefined {
  const threshold = thresholds[level];
  if (threshold === undefined) return `errors of level ${level} get no ticket`;
  if (events === undefined || events >= threshold) return undefined;
  return `${events} of ${threshold} events of level ${level} in 24 hours`;
}
