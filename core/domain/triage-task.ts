import { alertSubjectOf, type ErrorAlert, type ErrorSighting, SENTRY } from './error-group.ts';
import { runIdOf } from './ids.ts';
import { isTerminal } from './lifecycle.ts';
import { DEFAULT_LIMITS, FIRST_STATES, type Task } from './task.ts';
import type { Ticket } from './ticket.ts';
import { NO_USAGE } from './usage.ts';

/** What a triage is about: an error group, or a metric alert behind which one has to be found. */
export type TriageFor =
  | { readonly type: 'group'; readonly sighting: ErrorSighting }
  | { readonly type: 'alert'; readonly alert: ErrorAlert };

interface NewTriage {
  readonly id: string;
  readonly limits?: Task['limits'];
  /** The last triage of the same error, when there was one. */
  readonly before?: Task | undefined;
}

/** How a triage came to nothing, as far as another that comes to nothing the same way is no news. */
export function endingOf({ status, failure }: Pick<Task, 'status' | 'failure'>): string {
  return failure?.code ?? status;
}

/** The task that triages this; its `ticket` is what Sentry tells, for nobody has filed one yet. */
export function toTriageTask(about: TriageFor, { id, limits, before }: NewTriage, now: Date): Task {
  const at = now.toISOString();
  const key = about.type === 'group' ? about.sighting.issueId : alertSubjectOf(about.alert.id);
  return {
    id,
    kind: 'triage',
    status: 'submitted',
    version: 1,
    subject: { channel: 'sentry', key },
    ticket: toTicket(about),
    requester: SENTRY,
    runId: runIdOf(id, 1),
    resumeFrom: FIRST_STATES.triage,
    changes: [],
    threads: {},
    ...(before && isTerminal(before.status) && before.status !== 'completed' ? { failedBefore: endingOf(before) } : {}),
    ...(about.type === 'alert' ? { projects: [...about.alert.projects] } : {}),
    ciRounds: 0,
    usage: NO_USAGE,
    limits: limits ?? DEFAULT_LIMITS,
    createdAt: at,
    updatedAt: at,
  };
}

function toTicket(about: TriageFor): Ticket {
  const { title, url } = about.type === 'group' ? about.sighting : about.alert;
  const key = about.type === 'group' ? `Sentry ${about.sighting.issueId}` : `Sentry alert ${about.alert.id}`;
  return { key, url, summary: title, description: '', labels: [], priority: '' };
}
