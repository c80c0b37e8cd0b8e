import type { Hono } from 'hono';
import { JiraError } from './errors.ts';
import { accountOf, type JiraEnv, queryNumber } from './http.ts';
import { ISSUE_TYPES, PRIORITIES, STATUSES } from './model.ts';
import { toIssueType, toPriority, toProject, toStatus, toUser } from './present.ts';
import type { Site } from './site.ts';

const FIELDS: readonly (readonly [id: string, name: string, type: string, items?: string])[] = [
  ['summary', 'Summary', 'string'],
  ['description', 'Description', 'string'],
  ['labels', 'Labels', 'array', 'string'],
  ['priority', 'Priority', 'priority'],
  ['issuetype', 'Issue Type', 'issuetype'],
  ['project', 'Project', 'project'],
  ['reporter', 'Reporter', 'user'],
  ['assignee', 'Assignee', 'user'],
];
const REQUIRED = new Set(['summary', 'issuetype', 'project']);

/** People, project, fields, create metadata and the like: what a client asks before it works. */
export function directoryRoutes(app: Hono<JiraEnv>, site: Site): void {
  userRoutes(app, site);
  projectRoutes(app, site);
  app.get('/rest/api/3/field', (c) => c.json(FIELDS.map(toField)));
  app.get('/rest/api/3/priority', (c) => c.json(PRIORITIES.map(({ id }) => toPriority(site, id))));
  app.get('/rest/api/3/status', (c) => c.json(STATUSES.map(({ id }) => toStatus(site, id))));
  app.get('/rest/api/3/issuetype', (c) => c.json(ISSUE_TYPES.map(({ id }) => toIssueType(site, id))));
  app.get('/rest/api/3/label', (c) => {
    const values = [...new Set(site.issues.list().flatMap(({ labels }) => labels))].sort();
    return c.json({ startAt: 0, maxResults: 1_000, total: values.length, isLast: true, values });
  });
}

function userRoutes(app: Hono<JiraEnv>, site: Site): void {
  const byId = (accountId: string | undefined) => site.accounts.find((account) => account.accountId === accountId);
  app.get('/rest/api/3/myself', (c) => c.json(toUser(site, accountOf(c))));
  app.get('/rest/api/3/user', (c) => {
    const accountId = c.req.query('accountId');
    if (!accountId) throw new JiraError(400, ['The query parameter accountId is required.']);
    const account = byId(accountId);
    if (!account) throw new JiraError(404, [`Specified user does not exist or you do not have required permissions`]);
    return c.json(toUser(site, account));
  });
  app.get('/rest/api/3/user/search', (c) => {
    const { query, accountId } = c.req.query();
    if (query === undefined && accountId === undefined) {
      throw new JiraError(400, ['The query parameter or the accountId parameter must be specified.']);
    }
    const wanted = query?.toLowerCase() ?? '';
    const found = site.accounts.filter((account) => {
      if (accountId !== undefined) return account.accountId === accountId;
      const words = [...account.displayName.split(' '), ...(account.showsEmail ? [account.email] : [])];
      return words.some((word) => word.toLowerCase().startsWith(wanted));
    });
    const startAt = queryNumber(c, 'startAt', 0);
    return c.json(found.slice(startAt, startAt + queryNumber(c, 'maxResults', 50)).map((account) => toUser(site, account)));
  });
}

function projectRoutes(app: Hono<JiraEnv>, site: Site): void {
  const find = (keyOrId: string): void => {
    if (keyOrId === site.project.key || keyOrId === site.project.id) return;
    throw new JiraError(404, [`No project could be found with key '${keyOrId}'.`]);
  };
  const issueTypes = ISSUE_TYPES.map(({ id }) => toIssueType(site, id));
  app.get('/rest/api/3/project', (c) => c.json([toProject(site)]));
  app.get('/rest/api/3/project/search', (c) => {
    const self = `${site.url()}/rest/api/3/project/search`;
    return c.json({ self, startAt: 0, maxResults: 50, total: 1, isLast: true, values: [toProject(site)] });
  });
  app.get('/rest/api/3/project/:key', (c) => {
    find(c.req.param('key'));
    return c.json({ ...toProject(site), lead: toUser(site, site.human), issueTypes, components: [], versions: [], roles: {} });
  });
  app.get('/rest/api/3/issue/createmeta/:key/issuetypes', (c) => {
    find(c.req.param('key'));
    return c.json({ startAt: 0, maxResults: 50, total: issueTypes.length, issueTypes });
  });
  app.get('/rest/api/3/issue/createmeta/:key/issuetypes/:type', (c) => {
    find(c.req.param('key'));
    const known = ISSUE_TYPES.some(({ id }) => id === c.req.param('type'));
    if (!known) throw new JiraError(404, ['The issue type was not found in this project.']);
    const fields = FIELDS.map((field) => toCreateField(field));
    return c.json({ startAt: 0, maxResults: 50, total: fields.length, fields });
  });
}

function toField([id, name, type, items]: (typeof FIELDS)[number]): object {
  const schema = { type, system: id, ...(items ? { items } : {}) };
  return { id, key: id, name, custom: false, orderable: true, navigable: true, searchable: true, clauseNames: [id], schema };
}

function toCreateField([id, name, type, items]: (typeof FIELDS)[number]): object {
  const schema = { type, system: id, ...(items ? { items } : {}) };
  return {
    fieldId: id,
    key: id,
    name,
    required: REQUIRED.has(id),
    hasDefaultValue: id === 'priority',
    schema,
    operations: ['set'],
  };
}
