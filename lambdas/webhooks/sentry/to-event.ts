import type { ErrorChannelEvent, ParsedDelivery } from '#domain/channel-event.ts';
import type { ErrorSighting } from '#domain/error-group.ts';
import { envelopeSchema, eventAlertSchema, issueSchema, metricAlertSchema, type SentryIssue } from './schema.ts';

type Parsed = ParsedDelivery<ErrorChannelEvent>;

/** Resources that Sentry also sends, and why they tell nothing that is acted on. */
const OTHERS: Readonly<Record<string, string>> = {
  error: 'single events are counted by Sentry, whose alerts and issues tell of them',
  comment: 'comments in Sentry are not read: talk to the agent in the ticket',
  installation: 'that the integration was installed or removed needs nothing here',
};

const MAX_TITLE = 500;

/**
 * Reads what a delivery tells; `resource` is its `Sentry-Hook-Resource`, `at` when it was sent.
 * @throws z.ZodError when it lacks what its type always has
 */
export function toEvent(resource: string, body: unknown, at: Date): Parsed {
  const { action, data } = envelopeSchema.parse(body);
  switch (resource) {
    case 'event_alert':
      return action === 'triggered' ? fromEventAlert(data) : ofNoInterest(resource, action);
    case 'metric_alert':
      return fromMetricAlert(action, data);
    case 'issue':
      return fromIssue(action, issueSchema.parse(data).issue, at);
    case 'activity_alert':
      return seen(toSighting(issueSchema.parse(data).issue));
    default:
      return Object.hasOwn(OTHERS, resource) ? ignored(OTHERS[resource] ?? '') : ofNoInterest(resource, action);
  }
}

function fromEventAlert(data: unknown): Parsed {
  const { event, triggered_rule: rule } = eventAlertSchema.parse(data);
  return seen({
    issueId: event.issue_id,
    title: toTitle(event.title ?? rule, event.issue_id),
    url: event.web_url ?? '',
    project: /\/projects\/[^/]+\/([^/]+)\/events\//.exec(event.url ?? '')?.[1],
    level: event.level,
  });
}

function fromIssue(action: string, issue: SentryIssue, at: Date): Parsed {
  if (issue.issueCategory && issue.issueCategory !== 'error') return ignored(`a ${issue.issueCategory.slice(0, 40)} is no error`);
  if (action === 'created') return seen({ ...toSighting(issue), events: issue.count });
  if (action !== 'unresolved') return ignored(`that the issue was ${action.slice(0, 40)} needs nothing here`);
  switch (issue.substatus) {
    case 'regressed':
      // The time is in whole seconds: the end of its second, or what just happened would seem to be older than it is.
      return seen({ ...toSighting(issue), regressedAt: new Date(at.getTime() + 999).toISOString() });
    case 'escalating':
      return seen(toSighting(issue));
    default:
      return ignored('the issue was made unresolved by hand; it counts when the error is seen again');
  }
}

function toSighting(issue: SentryIssue): ErrorSighting {
  return {
    issueId: issue.id,
    title: toTitle(issue.title, issue.id),
    url: issue.web_url ?? issue.permalink ?? '',
    project: issue.project?.slug,
    level: issue.level,
  };
}

function fromMetricAlert(action: string, data: unknown): Parsed {
  const { metric_alert: alert, description_title: description, web_url: url } = metricAlertSchema.parse(data);
  if (action === 'resolved') return ignored('the metric alert is over');
  if (action !== 'critical' && action !== 'warning') return ofNoInterest('metric_alert', action);
  const title = toTitle(description ?? alert.title, alert.id);
  return {
    type: 'event',
    event: { type: 'errors.rose', alert: { id: alert.id, title, url: url ?? '', projects: alert.projects } },
  };
}

function toTitle(title: string | null | undefined, id: string): string {
  return title?.trim().slice(0, MAX_TITLE) || `Sentry ${id}`;
}

function seen(sighting: ErrorSighting): Parsed {
  return { type: 'event', event: { type: 'error.seen', sighting } };
}

function ofNoInterest(resource: string, action: string): Parsed {
  const what = resource.slice(0, 60) || 'a delivery without Sentry-Hook-Resource';
  return ignored(`${what} ${action.slice(0, 40)} is of no interest`);
}

function ignored(reason: string): Parsed {
  return { type: 'ignored', reason };
}
