import { z } from 'zod';
import { ERROR_LEVELS } from '#domain/error-group.ts';

export interface Project {
  readonly id: string;
  readonly slug: string;
  readonly platform: string;
  /** Of its DSN. */
  readonly publicKey: string;
}

const activitySchema = z.object({
  id: z.string(),
  type: z.enum(['first_seen', 'set_resolved', 'set_unresolved', 'set_regression', 'set_ignored']),
  dateCreated: z.string(),
});

/** What Sentry calls an issue; times are ISO 8601. */
export const issueSchema = z.object({
  id: z.string(),
  shortId: z.string(),
  projectId: z.string(),
  title: z.string(),
  culprit: z.string(),
  level: z.enum(ERROR_LEVELS),
  platform: z.string(),
  status: z.enum(['unresolved', 'resolved', 'ignored']),
  substatus: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  count: z.int(),
  /** Hashes of who met it. */
  users: z.array(z.string()),
  firstSeen: z.string(),
  lastSeen: z.string(),
  /** Newest first. */
  activity: z.array(activitySchema),
  /** When the alert rule last fired for it. */
  alertedAt: z.string().nullable(),
});
export type IssueRecord = z.infer<typeof issueSchema>;

const frameSchema = z.looseObject({
  filename: z.string().nullish(),
  abs_path: z.string().nullish(),
  module: z.string().nullish(),
  function: z.string().nullish(),
  lineno: z.number().nullish(),
  colno: z.number().nullish(),
  in_app: z.boolean().nullish(),
  pre_context: z.array(z.string()).nullish(),
  context_line: z.string().nullish(),
  post_context: z.array(z.string()).nullish(),
});
export type FramePayload = z.infer<typeof frameSchema>;

const exceptionSchema = z.looseObject({
  type: z.string().nullish(),
  value: z.string().nullish(),
  stacktrace: z.looseObject({ frames: z.array(frameSchema).nullish() }).nullish(),
});
export type ExceptionPayload = z.infer<typeof exceptionSchema>;

/** An event as SDKs send it (develop.sentry.dev, event payloads); what is not read is kept. */
export const payloadSchema = z.looseObject({
  event_id: z.string().optional(),
  timestamp: z.union([z.number(), z.string()]).optional(),
  level: z.enum(ERROR_LEVELS).catch('error'),
  platform: z.string().optional(),
  message: z.union([z.string(), z.looseObject({ formatted: z.string().optional(), message: z.string().optional() })]).nullish(),
  transaction: z.string().nullish(),
  release: z.string().nullish(),
  environment: z.string().nullish(),
  fingerprint: z.array(z.string()).nullish(),
  tags: z.union([z.record(z.string(), z.unknown()), z.array(z.tuple([z.string(), z.unknown()]))]).nullish(),
  user: z.record(z.string(), z.unknown()).nullish(),
  exception: z.union([z.looseObject({ values: z.array(exceptionSchema).nullish() }), z.array(exceptionSchema)]).nullish(),
});
export type EventPayload = z.infer<typeof payloadSchema>;

/** A time in which a metric alert was on; times are ISO 8601. */
export const incidentSchema = z.object({
  id: z.string(),
  projectId: z.string(),
  startedAt: z.string(),
  closedAt: z.string().nullable(),
});
export type IncidentRecord = z.infer<typeof incidentSchema>;

/** A stored event, `ISSUE/eventId` by key. */
export const eventSchema = z.object({ id: z.string(), issueId: z.string(), at: z.string(), payload: payloadSchema });
export type EventRecord = z.infer<typeof eventSchema>;

export function exceptionsOf({ exception }: EventPayload): readonly ExceptionPayload[] {
  if (!exception) return [];
  return (Array.isArray(exception) ? exception : exception.values) ?? [];
}

export function messageOf({ message }: EventPayload): string {
  if (typeof message === 'string') return message;
  return message?.formatted ?? message?.message ?? '';
}
