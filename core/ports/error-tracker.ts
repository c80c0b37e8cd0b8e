import type { ErrorSighting } from '#domain/error-group.ts';
import type { Page } from './task-store.ts';

/** An error group as the tracker has it now; times are ISO 8601. */
export interface ErrorGroup extends ErrorSighting {
  /** For people, such as `SHOP-1A`. */
  readonly shortId: string;
  readonly project: string;
  readonly platform: string;
  readonly isUnresolved: boolean;
  /** It was resolved and is back; `regressedAt` says when, where the tracker tells it. */
  readonly isRegressed: boolean;
  /** Where in the code, in the tracker's words. */
  readonly culprit: string;
  /** In the last 24 hours. */
  readonly events: number;
  readonly totalEvents: number;
  readonly users: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

export interface StackFrame {
  readonly file: string;
  readonly function: string;
  readonly line?: number | undefined;
  /** Of the project itself rather than of a library. */
  readonly inApp: boolean;
  /** The line of code, where the tracker has it. */
  readonly code?: string | undefined;
}

/** One event; only what a ticket may show: nothing of the request, the user or the values of variables. */
export interface ErrorEvent {
  readonly id: string;
  readonly at: string;
  readonly message: string;
  /** The one that was thrown last comes first; frames too: where it happened comes first. */
  readonly exceptions: readonly { readonly type: string; readonly value: string; readonly frames: readonly StackFrame[] }[];
  readonly platform: string;
  readonly release?: string | undefined;
  readonly environment?: string | undefined;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

export interface GroupQuery {
  /** Slugs; all projects when empty. */
  readonly projects: readonly string[];
  /** The most frequent first; otherwise the last seen first. */
  readonly mostFrequent?: boolean;
  readonly cursor?: string | undefined;
}

/** An error tracker (Sentry). @throws PolicyError `SENTRY_ACCESS_DENIED`, UpstreamError `SENTRY_UNREACHABLE`, `SENTRY_RATE_LIMITED` by every call */
export interface ErrorTracker {
  /** Unresolved groups seen in the last 24 hours; `regressedAt` is not told here. @throws InputError `SENTRY_REFUSED` for a cursor that is none */
  listGroups(query: GroupQuery): Promise<Page<ErrorGroup>>;
  /** @throws InputError `ERROR_GROUP_NOT_FOUND` */
  readGroup(issueId: string): Promise<ErrorGroup>;
  /** The newest events, newest first, at most 100. @throws InputError `ERROR_GROUP_NOT_FOUND` */
  listEvents(issueId: string): Promise<readonly Pick<ErrorEvent, 'id' | 'at' | 'message' | 'tags'>[]>;
  /** An event by its id; `latest` is the newest. @throws InputError `ERROR_GROUP_NOT_FOUND` */
  readEvent(issueId: string, eventId: string): Promise<ErrorEvent>;
}
