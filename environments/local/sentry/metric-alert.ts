import { announceMetricAlert } from './announce.ts';
import type { IncidentRecord, Project } from './model.ts';
import type { Organization } from './organization.ts';

/** The one metric alert rule: so many errors of a project within an hour; it is over when they are half as many. */
const METRIC_RULE = { id: '7', name: 'Too many errors', errors: 30, resolvedBelow: 15, minutes: 60 } as const;

/** Counts an event, as Sentry evaluates its rules with those that come in; tells when the alert begins and when it is over. */
export function evaluateMetric(site: Organization, project: Project): void {
  const now = site.now().getTime();
  const recent = [...(site.recent.get(project.id) ?? []), now].filter((at) => at > now - METRIC_RULE.minutes * 60_000);
  site.recent.set(project.id, recent);
  const open = site.incidents.list(`${project.id}/`).find(({ closedAt }) => closedAt === null);
  if (!open && recent.length >= METRIC_RULE.errors) begin(site, project, recent.length);
  if (open && recent.length < METRIC_RULE.resolvedBelow) end(site, project, open);
}

function begin(site: Organization, project: Project, errors: number): void {
  const id = String(site.incidents.next());
  const incident: IncidentRecord = { id, projectId: project.id, startedAt: site.now().toISOString(), closedAt: null };
  site.incidents.put(`${project.id}/${id}`, incident);
  announceMetricAlert(site, 'critical', { project, incident, rule: METRIC_RULE, errors });
}

function end(site: Organization, project: Project, open: IncidentRecord): void {
  const incident = { ...open, closedAt: site.now().toISOString() };
  site.incidents.put(`${project.id}/${open.id}`, incident);
  announceMetricAlert(site, 'resolved', {
    project,
    incident,
    rule: METRIC_RULE,
    errors: site.recent.get(project.id)?.length ?? 0,
  });
}
