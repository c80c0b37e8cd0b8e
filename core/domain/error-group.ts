import { z } from 'zod';
import type { Person } from './person.ts';

/** Sentry's levels, worst first. */
export const ERROR_LEVELS = ['fatal', 'error', 'warning', 'info', 'debug'] as const;
export type ErrorLevel = (typeof ERROR_LEVELS)[number];

/** An error group (what Sentry calls an issue), as far as it is known where it was seen. */
export interface ErrorSighting {
  readonly issueId: string;
  readonly title: string;
  /** Where people look at it. */
  readonly url: string;
  /** The project's slug. */
  readonly project?: string | undefined;
  readonly level: ErrorLevel;
  /** Events in the last 24 hours; absent where nobody tells them. */
  readonly events?: number | undefined;
  /** ISO 8601: when it was last seen again after it had been resolved, if it was. */
  readonly regressedAt?: string | undefined;
}

/** A metric alert: it tells that errors rose somewhere, and names no error group. */
export interface ErrorAlert {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  /** Slugs; empty when it does not tell. */
  readonly projects: readonly string[];
}

/** What we remember of an error group: who triages it, and the ticket that it has. */
export const groupRecordSchema = z.object({
  issueId: z.string().min(1),
  /** Optimistic lock; grows by one with every write. */
  version: z.int().positive(),
  /** The task that claimed it last; the claim is good as long as that task lives. */
  taskId: z.string(),
  ticketKey: z.string().optional(),
  /** ISO 8601. */
  ticketedAt: z.string().optional(),
  /** The newest regression that the ticket covers. */
  regressedAt: z.string().optional(),
});
export type GroupRecord = z.infer<typeof groupRecordSchema>;

/** A claim on an error group: good only if its record is still as it was seen. */
export interface GroupClaim {
  readonly issueId: string;
  /** Absent when there was none. */
  readonly seen: GroupRecord | undefined;
}

/** Sentry acting on its own, by an alert or found by our sweep. */
export const SENTRY: Person = { channel: 'sentry', id: 'sentry', name: 'Sentry', automatic: true };

const ALERT = 'alert-';

/** The subject of the triage of a metric alert, which names no error group. */
export function alertSubjectOf(alertId: string): string {
  return `${ALERT}${alertId}`;
}

/** True when a triage's subject is a metric alert: the error group behind it is yet to be found. */
export function isAlertSubject(key: string): boolean {
  return key.startsWith(ALERT);
}

/** What was filed for an error group; people are told of it. */
export const filedSchema = z.object({
  key: z.string(),
  url: z.string(),
  title: z.string(),
  /** False when a regression was noted on a ticket that is still open. */
  isNew: z.boolean(),
  /** The ticket that the group had before. */
  previous: z.string().optional(),
  level: z.enum(ERROR_LEVELS),
  project: z.string(),
  /** In the last 24 hours. */
  events: z.int().nonnegative(),
  users: z.int().nonnegative(),
});
export type Filed = z.infer<typeof filedSchema>;
