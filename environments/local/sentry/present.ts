import { type EventPayload, type EventRecord, exceptionsOf, type FramePayload, type IssueRecord, messageOf } from './model.ts';
import { type Organization, projectOf } from './organization.ts';

export type Json = Readonly<Record<string, unknown>>;

const HOUR_S = 3_600;
const DAY_MS = 24 * HOUR_S * 1_000;

/** An issue as lists have it; details also have `activity`. */
export function toIssue(site: Organization, issue: IssueRecord): Json {
  const project = projectOf(site, issue.projectId);
  return {
    id: issue.id,
    shareId: null,
    shortId: issue.shortId,
    title: issue.title,
    culprit: issue.culprit,
    permalink: `${site.url()}/issues/${issue.id}`,
    logger: null,
    level: issue.level,
    status: issue.status,
    statusDetails: {},
    substatus: issue.substatus,
    isPublic: false,
    platform: issue.platform,
    project: { id: issue.projectId, name: project?.slug, slug: project?.slug, platform: project?.platform },
    type: 'error',
    metadata: issue.metadata,
    numComments: 0,
    assignedTo: null,
    isBookmarked: false,
    isSubscribed: false,
    hasSeen: false,
    annotations: [],
    issueType: 'error',
    issueCategory: 'error',
    isUnhandled: true,
    count: String(issue.count),
    userCount: issue.users.length,
    firstSeen: issue.firstSeen,
    lastSeen: issue.lastSeen,
  };
}

/** Events in each of the last 24 hours. */
export function toStats(site: Organization, { id }: IssueRecord): Json {
  const now = site.now().getTime();
  const since = now - DAY_MS;
  const first = Math.floor(since / 1_000 / HOUR_S) * HOUR_S + HOUR_S;
  const hours = new Map(Array.from({ length: 24 }, (_, hour) => [first + hour * HOUR_S, 0]));
  for (const { at } of site.events.list(`${id}/`)) {
    const seconds = Math.floor(Date.parse(at) / 1_000 / HOUR_S) * HOUR_S;
    if (Date.parse(at) >= since) hours.set(seconds, (hours.get(seconds) ?? 0) + 1);
  }
  return { '24h': [...hours] };
}

/** An event as the API answers it: the frames' names are not those of the payload. */
export function toEvent(site: Organization, issue: IssueRecord, { id, at, payload }: EventRecord): Json {
  const exceptions = exceptionsOf(payload);
  const entries = [
    ...(exceptions.length > 0
      ? [
          {
            type: 'exception',
            data: {
              values: exceptions.map(({ type, value, stacktrace }) => ({
                type,
                value,
                stacktrace: { frames: (stacktrace?.frames ?? []).map(toFrame) },
              })),
            },
          },
        ]
      : []),
    ...(payload['request'] ? [{ type: 'request', data: payload['request'] }] : []),
    ...(payload['breadcrumbs'] ? [{ type: 'breadcrumbs', data: payload['breadcrumbs'] }] : []),
  ];
  return {
    ...toEventSummary(site, issue, { id, issueId: issue.id, at, payload }),
    release: payload.release ? { version: payload.release, shortVersion: payload.release } : null,
    user: payload.user ?? null,
    contexts: payload['contexts'] ?? {},
    sdk: payload['sdk'] ?? null,
    entries,
    metadata: issue.metadata,
    errors: [],
    type: 'error',
  };
}

export function toEventSummary(site: Organization, issue: IssueRecord, { id, at, payload }: EventRecord): Json {
  return {
    id,
    eventID: id,
    groupID: issue.id,
    projectID: issue.projectId,
    title: issue.title,
    message: messageOf(payload),
    platform: payload.platform ?? issue.platform,
    dateCreated: at,
    'event.type': 'error',
    tags: tagsOf(payload).map(([key, value]) => ({ key, value })),
    permalink: `${site.url()}/issues/${issue.id}`,
  };
}

/** An event as the `event_alert` hook carries it. */
export function toHookEvent(site: Organization, issue: IssueRecord, { id, at, payload }: EventRecord): Json {
  const api = `${site.url()}/api/0`;
  const slug = projectOf(site, issue.projectId)?.slug ?? '';
  return {
    ...payload,
    event_id: id,
    datetime: at,
    title: issue.title,
    culprit: issue.culprit,
    level: issue.level,
    platform: issue.platform,
    project: Number(issue.projectId),
    tags: tagsOf(payload),
    type: 'error',
    issue_id: issue.id,
    issue_url: `${api}/issues/${issue.id}/`,
    url: `${api}/projects/${site.slug}/${slug}/events/${id}/`,
    web_url: `${site.url()}/issues/${issue.id}`,
  };
}

function tagsOf({ tags, level, environment, release }: EventPayload): (readonly [string, string])[] {
  const given = Array.isArray(tags) ? tags : Object.entries(tags ?? {});
  const own: readonly (readonly [string, unknown])[] = [
    ...given,
    ['level', level],
    ['environment', environment],
    ['release', release],
  ];
  return own.flatMap(([key, value]) =>
    value === undefined || value === null ? [] : [[key, typeof value === 'string' ? value : JSON.stringify(value)] as const],
  );
}

function toFrame(frame: FramePayload): Json {
  return {
    filename: orNull(frame.filename),
    absPath: orNull(frame.abs_path) ?? orNull(frame.filename),
    module: orNull(frame.module),
    function: orNull(frame.function),
    lineNo: orNull(frame.lineno),
    colNo: orNull(frame.colno),
    inApp: frame.in_app === true,
    context: contextOf(frame),
  };
}

/** Pairs of line number and code. */
function contextOf({
  lineno,
  pre_context: before,
  context_line: line,
  post_context: after,
}: FramePayload): (readonly [number, string])[] {
  const lines = [...(before ?? []), ...(typeof line === 'string' ? [line] : []), ...(after ?? [])];
  const first = (lineno ?? 1) - (before?.length ?? 0);
  return lines.map((code, index) => [first + index, code]);
}

function orNull<T>(value: T | null | undefined): T | null {
  return value ?? null;
}
