import { randomUUID } from 'node:crypto';
import { announceAlert, announceIssue } from './announce.ts';
import { evaluateMetric } from './metric-alert.ts';
import { type EventPayload, type EventRecord, exceptionsOf, type IssueRecord, messageOf, type Project } from './model.ts';
import { hashOf, nextIssueId, type Organization } from './organization.ts';

/** The one alert rule: a new issue, one that is back, or ten events; for one issue at most every five minutes, Sentry's least. */
const ALERT = { events: 10, everyMs: 5 * 60 * 1_000 } as const;

/** Stores an event, groups it, and tells by hooks what Sentry would tell. Answers the event's id. */
export function recordEvent(site: Organization, project: Project, payload: EventPayload): string {
  return site.documents.transaction(() => {
    const at = site.now().toISOString();
    const id = payload.event_id?.replaceAll('-', '') ?? randomUUID().replaceAll('-', '');
    const key = `${project.id}-${hashOf(JSON.stringify(groupingOf(payload)))}`;
    const known = site.issues.get(site.groups.get(key)?.issueId ?? '');
    const before = known ?? newIssue(site, project, { payload, at });
    if (!known) site.groups.put(key, { issueId: before.id });
    const event: EventRecord = { id, issueId: before.id, at, payload };
    // An SDK that sends an event again is not counted again.
    if (!site.events.insert(`${before.id}/${id}`, event)) return id;
    const issue = seenAgain(before, payload, at);
    site.issues.put(issue.id, issue);
    announce(site, { known, issue, event });
    evaluateMetric(site, project);
    return id;
  });
}

interface Seen {
  /** The issue before this event; undefined when there was none. */
  readonly known: IssueRecord | undefined;
  readonly issue: IssueRecord;
  readonly event: EventRecord;
}

function announce(site: Organization, { known, issue, event }: Seen): void {
  const isNew = known === undefined;
  const isBack = known?.status === 'resolved';
  if (isNew) announceIssue(site, 'created', issue);
  if (isBack) announceIssue(site, 'unresolved', issue);
  if (issue.status !== 'unresolved' || !(isNew || isBack || isFrequent(site, issue))) return;
  announceAlert(site, issue, event);
  site.issues.put(issue.id, { ...issue, alertedAt: event.at });
}

/** Ten events are told whenever they are reached, for the first alert was of a single one; more of them after a rest. */
function isFrequent(site: Organization, { count, alertedAt }: IssueRecord): boolean {
  if (count <= ALERT.events) return count === ALERT.events;
  return alertedAt === null || site.now().getTime() - Date.parse(alertedAt) >= ALERT.everyMs;
}

function newIssue(site: Organization, project: Project, { payload, at }: { payload: EventPayload; at: string }): IssueRecord {
  const id = nextIssueId(site);
  const thrown = exceptionsOf(payload).at(-1);
  const title = thrown
    ? [thrown.type ?? 'Error', thrown.value].filter(Boolean).join(': ')
    : messageOf(payload) || '<unlabeled event>';
  const n = site.issues.list().filter(({ projectId }) => projectId === project.id).length + 1;
  return {
    id,
    shortId: `${project.slug.toUpperCase()}-${n.toString(36).toUpperCase()}`,
    projectId: project.id,
    title: (title.split('\n')[0] ?? title).slice(0, 256),
    culprit: payload.transaction ?? culpritOf(payload),
    level: payload.level,
    platform: payload.platform ?? project.platform,
    status: 'unresolved',
    substatus: 'new',
    metadata: thrown ? { type: thrown.type ?? 'Error', value: thrown.value ?? '' } : { title },
    count: 0,
    users: [],
    firstSeen: at,
    lastSeen: at,
    activity: [{ id: '1', type: 'first_seen', dateCreated: at }],
    alertedAt: null,
  };
}

/** Counted, and back to unresolved if it was resolved. */
function seenAgain(issue: IssueRecord, { user, level }: EventPayload, at: string): IssueRecord {
  const who = user ? hashOf(JSON.stringify([user['id'], user['email'], user['ip_address'], user['username']])) : undefined;
  const users = who === undefined || issue.users.includes(who) ? issue.users : [...issue.users, who];
  const counted = { ...issue, level, users, count: issue.count + 1, lastSeen: at };
  if (issue.status !== 'resolved') return counted;
  const regression = { id: String(issue.activity.length + 1), type: 'set_regression', dateCreated: at } as const;
  return { ...counted, status: 'unresolved', substatus: 'regressed', activity: [regression, ...issue.activity] };
}

/** What makes two events one issue: the fingerprint of the SDK, or the error and where in our code it was thrown. */
function groupingOf(payload: EventPayload): unknown {
  const custom = payload.fingerprint?.filter((part) => part !== '{{ default }}') ?? [];
  if (custom.length > 0) return custom;
  const thrown = exceptionsOf(payload).at(-1);
  if (!thrown) return messageOf(payload);
  const frames = (thrown.stacktrace?.frames ?? []).filter(({ in_app: own }) => own !== false);
  const places = frames.map((frame) => [frame.filename ?? frame.module ?? '', frame.function ?? '']);
  return [thrown.type, places.length > 0 ? places : thrown.value];
}

function culpritOf(payload: EventPayload): string {
  const frame = exceptionsOf(payload).at(-1)?.stacktrace?.frames?.at(-1);
  return frame ? `${frame.function ?? '?'}(${frame.filename ?? frame.module ?? '?'})` : '';
}
