import type { ErrorGroup } from '#ports/error-tracker.ts';
import type { SentryIssue } from './schema.ts';

/** An issue in our words; events are counted over the last 24 hours where Sentry tells them by the hour. */
export function toGroup(issue: SentryIssue): ErrorGroup {
  const { id, stats, activity = [] } = issue;
  const hours = stats?.['24h'];
  const regressions = activity.filter(({ type }) => type === 'set_regression').map(({ dateCreated }) => dateCreated);
  return {
    issueId: id,
    shortId: issue.shortId || id,
    title: issue.title || `Sentry ${id}`,
    url: issue.permalink,
    project: issue.project.slug,
    platform: issue.platform || issue.project.platform,
    level: issue.level,
    isUnresolved: issue.status === 'unresolved',
    isRegressed: issue.substatus === 'regressed',
    regressedAt: regressions.toSorted().at(-1),
    culprit: issue.culprit,
    events: hours ? hours.reduce((sum, [, events]) => sum + events, 0) : issue.count,
    totalEvents: issue.count,
    users: issue.userCount,
    firstSeen: issue.firstSeen,
    lastSeen: issue.lastSeen,
  };
}
