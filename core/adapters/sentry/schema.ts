import { z } from 'zod';
import { ERROR_LEVELS } from '#domain/error-group.ts';

const time = z.string().transform((text) => new Date(text).toISOString());
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** An issue as lists and details have it; `activity` is of details only, newest first. */
export const issueSchema = z.looseObject({
  id: z.string(),
  shortId: text,
  title: text,
  culprit: text,
  permalink: text,
  level: z.enum(ERROR_LEVELS).catch('error'),
  status: z.string(),
  substatus: z.string().nullish(),
  platform: text,
  project: z.looseObject({ slug: z.string(), platform: text }),
  count: z.coerce.number().int().nonnegative(),
  userCount: z.coerce.number().int().nonnegative(),
  firstSeen: time,
  lastSeen: time,
  /** Pairs of epoch seconds and events in that hour, of the last day. */
  stats: z.looseObject({ '24h': z.array(z.tuple([z.number(), z.number()])).optional() }).nullish(),
  activity: z.array(z.looseObject({ type: z.string(), dateCreated: time })).optional(),
});
export type SentryIssue = z.infer<typeof issueSchema>;

const tagSchema = z.looseObject({ key: z.string(), value: text });

export const eventSummarySchema = z.looseObject({
  eventID: z.string(),
  dateCreated: time,
  title: text,
  message: text,
  tags: z.array(tagSchema).default([]),
});

const frameSchema = z.looseObject({
  filename: text,
  absPath: text,
  module: text,
  function: text,
  lineNo: z.number().nullish(),
  inApp: z.boolean().nullish(),
  /** Pairs of line number and code. */
  context: z.array(z.tuple([z.number(), z.string()])).nullish(),
});
export type SentryFrame = z.infer<typeof frameSchema>;

/** Oldest frame first. */
const exceptionsSchema = z.looseObject({
  values: z.array(
    z.looseObject({
      type: text,
      value: text,
      stacktrace: z.looseObject({ frames: z.array(frameSchema).nullish() }).nullish(),
    }),
  ),
});

/** The parts of an event; of their kinds only exceptions are read, never the request, its user or breadcrumbs. */
const entrySchema = z.looseObject({ type: z.string(), data: z.unknown() });

export const eventSchema = eventSummarySchema.extend({
  platform: text,
  release: z.looseObject({ version: z.string() }).nullish(),
  entries: z.array(entrySchema).default([]),
});
export type SentryEvent = z.infer<typeof eventSchema>;

/** The chain of exceptions in an event, the first cause first; empty when it has none. */
export function exceptionsOf({ entries }: SentryEvent): z.infer<typeof exceptionsSchema>['values'] {
  const found = entries.find(({ type }) => type === 'exception');
  return exceptionsSchema.safeParse(found?.data).data?.values ?? [];
}
