import { enqueue } from './hooks.ts';
import type { EventRecord, IssueRecord } from './model.ts';
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
