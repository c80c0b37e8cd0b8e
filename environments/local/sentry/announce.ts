import { enqueue } from './hooks.ts';
import type { EventRecord, IncidentRecord, IssueRecord, Project } from './model.ts';
import type { Organization } from './organization.ts';
import { toHookEvent, toIssue } from './present.ts';

const SENTRY = { id: 'sentry', name: 'Sentry', type: 'application' } as const;
const INSTALLATION = { uuid: 'a8e5d37a-696c-4c54-adb5-b3f28d64c7de' } as const;

/** The `issue` hook: that it was created, resolved, archived, or became unresolved. */
export function announceIssue(
  site: Organization,
  action: 'created' | 'resolved' | 'unresolved' | 'archived',
  issue: IssueRecord,
): void {
  const url = `${site.url()}/api/0/organizations/${site.slug}/issues/${issue.id}/`;
  const data = { issue: { url, web_url: `${site.url()}/issues/${issue.id}`, ...toIssue(site, issue) } };
  enqueue(site.hooks, 'issue', { action, actor: SENTRY, data, installation: INSTALLATION });
}

/** The `event_alert` hook of the one alert rule. */
export function announceAlert(site: Organization, issue: IssueRecord, event: EventRecord): void {
  const data = { event: toHookEvent(site, issue, event), triggered_rule: 'Errors for Stepwright' };
  enqueue(site.hooks, 'event_alert', { action: 'triggered', actor: SENTRY, data, installation: INSTALLATION });
}

export interface MetricAlert {
  readonly project: Project;
  readonly incident: IncidentRecord;
  readonly rule: { readonly id: string; readonly name: string; readonly errors: number; readonly minutes: number };
  /** Within the rule's time. */
  readonly errors: number;
}

/** Sentry's numbers for an incident that is open at its critical threshold, and for a closed one. */
const STATUS = { critical: 20, resolved: 2 } as const;

/** The `metric_alert` hook. */
export function announceMetricAlert(site: Organization, action: 'critical' | 'resolved', alert: MetricAlert): void {
  const { project, incident, rule, errors } = alert;
  const data = {
    metric_alert: {
      id: incident.id,
      identifier: incident.id,
      title: rule.name,
      projects: [project.slug],
      status: STATUS[action],
      date_started: incident.startedAt,
      date_detected: incident.startedAt,
      date_created: incident.startedAt,
      date_closed: incident.closedAt,
      alert_rule: {
        id: rule.id,
        name: rule.name,
        projects: [project.slug],
        aggregate: 'count()',
        dataset: 'events',
        query: '',
        time_window: rule.minutes,
        threshold_type: 0,
        triggers: [{ id: '1', alert_rule_id: rule.id, label: 'critical', alert_threshold: rule.errors }],
      },
    },
    description_text: `${errors} events in the last ${rule.minutes} minutes`,
    description_title: `${action === 'critical' ? 'Critical' : 'Resolved'}: ${rule.name}`,
    web_url: `${site.url()}/organizations/${site.slug}/alerts/rules/details/${rule.id}/?alert=${incident.id}`,
  };
  enqueue(site.hooks, 'metric_alert', { action, actor: SENTRY, data, installation: INSTALLATION });
}
