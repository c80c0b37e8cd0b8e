import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { announceCreated, announceDeleted, saveChange } from './changes.ts';
import { addComment } from './comments.ts';
import { invalidField, JiraError } from './errors.ts';
import { diffFields, parseField, parseFields, parseLabel, type Settable } from './fields.ts';
import { findIssue } from './find-issue.ts';
import { accountOf, type JiraEnv, queryList, readBody, respond } from './http.ts';
import { type IssueRecord, STATUSES } from './model.ts';
import { attachmentsOf, type Json, selectFields, toComment, toHistory, toIssue, toTransition, type Version } from './present.ts';
import type { Site } from './site.ts';

const updateSchema = z.looseObject({
  fields: z.record(z.string(), z.unknown()).default({}),
  update: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).default({}),
});
const projectRefSchema = z.looseObject({ id: z.string().optional(), key: z.string().optional() });

/** Creates, reads, edits and deletes issues. */
export function issueRoutes(app: Hono<JiraEnv>, site: Site): void {
  for (const version of [2, 3] as const) {
    app.post(`/rest/api/${version}/issue`, async (c) => c.json(await createIssue(c, site, version), 201));
    app.get(`/rest/api/${version}/issue/:key`, (c) => c.json(showIssue(c, site, version)));
    app.put(`/rest/api/${version}/issue/:key`, (c) => editIssue(c, site, version));
  }
  app.delete('/rest/api/3/issue/:key', (c) => {
    const issue = findIssue(site, c.req.param('key'));
    removeIssue(site, issue, c);
    return c.body(null, 204);
  });
  app.get('/rest/api/3/issue/:key/changelog', (c) => {
    const issue = findIssue(site, c.req.param('key'));
    const values = site.histories.list(`${issue.key}/`).map((history) => toHistory(site, history));
    return c.json({ startAt: 0, maxResults: 100, total: values.length, isLast: true, values });
  });
}

async function createIssue(c: Context<JiraEnv>, site: Site, version: Version): Promise<Json> {
  const by = accountOf(c);
  const { fields, update } = await readBody(c, updateSchema);
  requireProject(site, fields['project']);
  if (fields['issuetype'] === undefined) throw invalidField('issuetype', 'Specify an issue type');
  if (fields['summary'] === undefined) throw invalidField('summary', 'You must specify a summary of the issue.');
  const set = { ...parseFields(fields, { site, version }), ...parseLabelsUpdate(update, []) };
  return site.documents.transaction(() => {
    const at = site.now();
    const n = site.issues.next();
    const issue: IssueRecord = {
      summary: '',
      description: null,
      labels: [],
      priorityId: '3',
      issueTypeId: '10001',
      assigneeId: null,
      reporterId: by.accountId,
      ...set,
      id: String(10_000 + n),
      key: `${site.project.key}-${n}`,
      statusId: STATUSES[0].id,
      statusChanged: at,
      creatorId: by.accountId,
      created: at,
      updated: at,
    };
    site.issues.put(issue.key, issue);
    site.issueKeys.put(issue.id, { key: issue.key });
    announceCreated(site, issue, by);
    return { id: issue.id, key: issue.key, self: `${site.url()}/rest/api/${version}/issue/${issue.id}` };
  });
}

function requireProject(site: Site, value: unknown): void {
  const { key, id } = projectRefSchema.safeParse(value).data ?? {};
  if (key === undefined && id === undefined) throw invalidField('project', 'Specify a valid project ID or key');
  if (key?.toUpperCase() !== site.project.key && id !== site.project.id) {
    throw invalidField('project', 'Specify a valid project ID or key');
  }
}

function showIssue(c: Context<JiraEnv>, site: Site, version: Version): Json {
  const record = findIssue(site, c.req.param('key') ?? '');
  const issue = toIssue(site, record, version);
  const comments = site.comments.list(`${record.key}/`).map((comment) => toComment(site, comment, { version }));
  const self = `${site.url()}/rest/api/${version}/issue/${record.id}/comment`;
  const comment = { comments, self, maxResults: comments.length, total: comments.length, startAt: 0 };
  const all = z.record(z.string(), z.unknown()).parse(issue['fields']);
  const expand = queryList(c, 'expand');
  const histories = site.histories.list(`${record.key}/`).toReversed();
  return {
    ...issue,
    fields: selectFields({ ...all, comment }, queryList(c, 'fields')),
    ...(expand.includes('transitions') ? { transitions: STATUSES.map((status) => toTransition(site, status)) } : {}),
    ...(expand.includes('changelog')
      ? {
          changelog: {
            startAt: 0,
            maxResults: histories.length,
            total: histories.length,
            histories: histories.map((history) => toHistory(site, history)),
          },
        }
      : {}),
  };
}

async function editIssue(c: Context<JiraEnv>, site: Site, version: Version): Promise<Response> {
  const by = accountOf(c);
  const before = findIssue(site, c.req.param('key') ?? '');
  const { fields, update } = await readBody(c, updateSchema);
  const twice = Object.keys(fields).find((name) => Object.hasOwn(update, name));
  if (twice !== undefined) {
    throw invalidField(twice, `Field '${twice}' cannot be in both 'fields' and 'update'.`);
  }
  const { comment: comments = [], ...others } = update;
  const set = parseFields(fields, { site, version });
  return site.documents.transaction(() => {
    const current = findIssue(site, before.key);
    const after = { ...current, ...set, ...parseUpdate(others, current, { site, version }) };
    saveChange(site, after, diffFields(site, current, after), by);
    for (const operation of comments) addComment(site, current.key, z.looseObject({}).parse(operation['add']), { by, version });
    return respond(c, c.req.query('returnIssue') === 'true' ? toIssue(site, findIssue(site, current.key), version) : undefined);
  });
}

/** `update`: lists of operations, of which labels take `add`, `remove` and `set` and other fields `set`. */
function parseUpdate(
  update: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>,
  issue: IssueRecord,
  context: { site: Site; version: Version },
): Partial<Settable> {
  const { labels, ...others } = update;
  let set: Partial<Settable> = labels ? parseLabelsUpdate({ labels }, issue.labels) : {};
  for (const [name, operations] of Object.entries(others)) {
    for (const operation of operations) {
      if (!Object.hasOwn(operation, 'set')) throw invalidField(name, `Operation not supported by field '${name}'.`);
      set = { ...set, ...parseField(name, operation['set'], context) };
    }
  }
  return set;
}

function parseLabelsUpdate(
  update: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>,
  before: readonly string[],
): Partial<Settable> {
  const operations = update['labels'];
  if (!operations) return {};
  let labels = [...before];
  for (const operation of operations) {
    if ('add' in operation) labels = [...new Set([...labels, parseLabel(operation['add'])])];
    else if ('remove' in operation) labels = labels.filter((label) => label !== operation['remove']);
    else if (Array.isArray(operation['set'])) labels = operation['set'].map(parseLabel);
    else throw new JiraError(400, [], { labels: 'Field does not support update operation.' });
  }
  return { labels };
}

function removeIssue(site: Site, issue: IssueRecord, c: Context<JiraEnv>): void {
  site.documents.transaction(() => {
    announceDeleted(site, issue, accountOf(c));
    for (const comment of site.comments.list(`${issue.key}/`)) {
      site.comments.delete(`${issue.key}/${comment.id}`);
      site.commentIssues.delete(comment.id);
    }
    for (const { id } of attachmentsOf(site, issue.key)) {
      site.attachments.delete(id);
      site.files.delete(id);
    }
    for (const link of site.links.list()) {
      if (link.inwardKey === issue.key || link.outwardKey === issue.key) site.links.delete(link.id);
    }
    site.issues.delete(issue.key);
    site.issueKeys.delete(issue.id);
  });
}
