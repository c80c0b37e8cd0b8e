import { z } from 'zod';
import { ERROR_LEVELS } from '#domain/error-group.ts';

/** Sentry's ids are numbers, sent as text or as such. */
const id = z
  .union([z.string(), z.int()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,20}$/, 'an id is a number'));
const level = z.enum(ERROR_LEVELS).catch('error');
const title = z.string().nullish();

/** What every delivery has. */
export const envelopeSchema = z.object({ action: z.string(), data: z.record(z.string(), z.unknown()) });

/** `event_alert`: the event that an issue alert fired on. */
export const eventAlertSchema = z.object({
  event: z.object({
    issue_id: id,
    title,
    level,
    /** The API's address of the event, which names the project: `…/projects/ORG/PROJECT/events/ID/`. */
    url: z.string().nullish(),
    web_url: z.string().nullish(),
  }),
  triggered_rule: z.string().nullish(),
});

/** `issue`, and `activity_alert`, which carries one too. */
export const issueSchema = z.object({
  issue: z.object({
    id,
    title,
    level,
    substatus: z.string().nullish(),
    issueCategory: z.string().nullish(),
    count: z.coerce.number().int().nonnegative().catch(1),
    project: z.object({ slug: z.string() }).nullish(),
    web_url: z.string().nullish(),
    permalink: z.string().nullish(),
  }),
});
export type SentryIssue = z.infer<typeof issueSchema>['issue'];

/** `metric_alert`: an incident, which names projects but no issue. */
export const metricAlertSchema = z.object({
  metric_alert: z.object({
    id,
    title,
    projects: z.array(z.string()).catch([]),
  }),
  description_title: z.string().nullish(),
  web_url: z.string().nullish(),
});
