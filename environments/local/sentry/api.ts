import { timingSafeEqual } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { announceIssue } from './announce.ts';
import { notFound, SentryError } from './errors.ts';
import type { IssueRecord } from './model.ts';
import { hashOf, type Organization } from './organization.ts';
import { paged } from './pages-of.ts';
import { type Json, toEvent, toEventSummary, toIssue, toStats } from './present.ts';
import { searchIssues, sortIssues } from './search.ts';

const changeSchema = z.looseObject({ status: z.enum(['resolved', 'unresolved', 'ignored']) });

/** The part of `/api/0` that we use, and changing an issue's status, which people do. */
export function apiRoutes(app: Hono, site: Organization, wake: () => void): void {
  const base = '/api/0/organizations/:org';
  app.get(`${base}/`, (c) => c.json({ id: '1', slug: organizationOf(c, site), name: site.slug }));
  app.get(`${base}/projects/`, (c) => {
    organizationOf(c, site);
    const projects = site.projects.map(({ id, slug, platform }) => ({ id, slug, name: slug, platform }));
    return c.json(paged(c, projects, addressOf(c, site)));
  });
  app.get(`${base}/issues/`, (c) => c.json(listIssues(c, site)));
  app.get(`${base}/issues/:issue/`, (c) => c.json(showIssue(site, issueOf(c, site))));
  app.put(`${base}/issues/:issue/`, async (c) => {
    const issue = issueOf(c, site);
    const change = changeSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!change.success) throw new SentryError(400, 'Invalid request: only status can be changed here.');
    const changed = changeStatus(site, issue, change.data.status);
    wake();
    return c.json(showIssue(site, changed));
  });
  app.get(`${base}/issues/:issue/events/`, (c) => {
    const issue = issueOf(c, site);
    const events = site.events.list(`${issue.id}/`).toReversed();
    const page = paged(c, events, addressOf(c, site));
    return c.json(page.map((event) => toEventSummary(site, issue, event)));
  });
  app.get(`${base}/issues/:issue/events/:event/`, (c) => c.json(showEvent(c, site)));
}

/** Bearer authentication with the one token. @throws SentryError 401 */
export function authenticate(header: string | undefined, token: string): void {
  const given = /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (given === undefined) throw new SentryError(401, 'Authentication credentials were not provided.');
  if (!timingSafeEqual(Buffer.from(hashOf(given)), Buffer.from(hashOf(token)))) throw new SentryError(401, 'Invalid token');
}

/** Changes the status with its activity and hook; nothing when it is the same. */
function changeStatus(site: Organization, issue: IssueRecord, status: IssueRecord['status']): IssueRecord {
  if (issue.status === status) return issue;
  return site.documents.transaction(() => {
    const type = `set_${status}` as const;
    const activity = { id: String(issue.activity.length + 1), type, dateCreated: site.now().toISOString() };
    const substatus = { unresolved: 'ongoing', resolved: null, ignored: 'archived_until_escalating' }[status];
    const changed: IssueRecord = { ...issue, status, substatus, activity: [activity, ...issue.activity] };
    site.issues.put(issue.id, changed);
    announceIssue(site, status === 'ignored' ? 'archived' : status, changed);
    return changed;
  });
}

function listIssues(c: Context, site: Organization): Json[] {
  organizationOf(c, site);
  const found = sortIssues(searchIssues(site, c.req.query('query') ?? 'is:unresolved'), c.req.query('sort') ?? 'date');
  return paged(c, found, addressOf(c, site)).map((issue) => ({ ...toIssue(site, issue), stats: toStats(site, issue) }));
}

function showIssue(site: Organization, issue: IssueRecord): Json {
  return { ...toIssue(site, issue), stats: toStats(site, issue), activity: issue.activity };
}

function showEvent(c: Context, site: Organization): Json {
  const issue = issueOf(c, site);
  const wanted = c.req.param('event') ?? '';
  const events = site.events.list(`${issue.id}/`);
  const event = wanted === 'latest' ? events.at(-1) : wanted === 'oldest' ? events[0] : events.find(({ id }) => id === wanted);
  if (!event) throw notFound();
  return toEvent(site, issue, event);
}

function organizationOf(c: Context, site: Organization): string {
  if (c.req.param('org') !== site.slug) throw notFound();
  return site.slug;
}

function issueOf(c: Context, site: Organization): IssueRecord {
  organizationOf(c, site);
  const issue = site.issues.get(c.req.param('issue') ?? '');
  if (!issue) throw notFound();
  return issue;
}

function addressOf(c: Context, site: Organization): string {
  return `${site.url()}${c.req.path}`;
}
