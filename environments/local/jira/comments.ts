import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { announceComment } from './changes.ts';
import { JiraError } from './errors.ts';
import { parseRichText } from './fields.ts';
import { accountOf, type JiraEnv, queryList, queryNumber, readBody, respond } from './http.ts';
import { findIssue } from './find-issue.ts';
import type { Account, CommentRecord } from './model.ts';
import { type Json, toComment, type Version } from './present.ts';
import type { Site } from './site.ts';

const propertySchema = z.object({ key: z.string().min(1).max(255), value: z.unknown() });
const commentInputSchema = z.looseObject({ body: z.unknown().optional(), properties: z.array(propertySchema).optional() });
type CommentInput = z.infer<typeof commentInputSchema>;
const idsSchema = z.looseObject({ ids: z.array(z.number()).max(1_000) });

/** Comments of an issue, and their properties. */
export function commentRoutes(app: Hono<JiraEnv>, site: Site): void {
  for (const version of [2, 3] as const) {
    const base = `/rest/api/${version}/issue/:key/comment`;
    app.get(base, (c) => c.json(listComments(c, site, version)));
    app.post(base, async (c) => {
      const issue = findIssue(site, param(c, 'key'));
      const input = await readBody(c, commentInputSchema);
      const by = accountOf(c);
      const comment = site.documents.transaction(() => addComment(site, issue.key, input, { by, version }));
      return c.json(toComment(site, comment, { version, properties: input.properties !== undefined }), 201);
    });
    app.get(`${base}/:id`, (c) => {
      const comment = findComment(site, param(c, 'key'), param(c, 'id'));
      return c.json(toComment(site, comment, { version, properties: queryList(c, 'expand').includes('properties') }));
    });
    app.put(`${base}/:id`, async (c) => c.json(await editComment(c, site, version)));
    app.delete(`${base}/:id`, (c) => {
      const comment = findComment(site, param(c, 'key'), param(c, 'id'));
      requireOwn(comment, accountOf(c), 'delete');
      site.documents.transaction(() => removeComment(site, comment));
      return c.body(null, 204);
    });
  }
  app.post('/rest/api/3/comment/list', async (c) => c.json(await listById(c, site)));
  propertyRoutes(app, site);
}

function propertyRoutes(app: Hono<JiraEnv>, site: Site): void {
  const base = '/rest/api/3/comment/:id/properties';
  app.get(base, (c) => {
    const self = `${site.url()}/rest/api/3/comment/${c.req.param('id')}/properties`;
    const keys = findById(site, c.req.param('id')).properties.map(({ key }) => ({ key, self: `${self}/${key}` }));
    return c.json({ keys });
  });
  app.get(`${base}/:property`, (c) => {
    const property = findById(site, c.req.param('id')).properties.find(({ key }) => key === c.req.param('property'));
    if (!property) throw new JiraError(404, [`Property with key '${c.req.param('property')}' does not exist.`]);
    return c.json(property);
  });
  app.put(`${base}/:property`, async (c) => {
    const value = await readBody(c, z.unknown());
    const key = c.req.param('property');
    return site.documents.transaction(() => {
      const comment = findById(site, c.req.param('id'));
      requireOwn(comment, accountOf(c), 'edit');
      const others = comment.properties.filter((property) => property.key !== key);
      save(site, { ...comment, properties: [...others, { key, value }] });
      return respond(c, {});
    });
  });
}

/** Adds a comment and its webhook; runs inside the caller's transaction. */
export function addComment(
  site: Site,
  issueKey: string,
  input: CommentInput,
  { by, version }: { by: Account; version: Version },
): CommentRecord {
  const at = site.now();
  const comment: CommentRecord = {
    id: String(10_000 + site.comments.next()),
    issueKey,
    authorId: by.accountId,
    updateAuthorId: by.accountId,
    body: parseBody(input, version),
    properties: (input.properties ?? []).map(({ key, value }) => ({ key, value })),
    created: at,
    updated: at,
  };
  save(site, comment);
  site.commentIssues.put(comment.id, { key: issueKey });
  announceComment(site, 'comment_created', comment);
  return comment;
}

async function editComment(c: Context<JiraEnv>, site: Site, version: Version): Promise<Json> {
  const { body, properties } = await readBody(c, commentInputSchema);
  const by = accountOf(c);
  return site.documents.transaction(() => {
    const comment = findComment(site, param(c, 'key'), param(c, 'id'));
    requireOwn(comment, by, 'edit');
    const set = (properties ?? []).map(({ key, value }) => ({ key, value }));
    const kept = comment.properties.filter((old) => !set.some(({ key }) => key === old.key));
    const edited: CommentRecord = {
      ...comment,
      body: parseBody({ body }, version),
      properties: [...kept, ...set],
      updateAuthorId: by.accountId,
      updated: site.now(),
    };
    save(site, edited);
    announceComment(site, 'comment_updated', edited);
    return toComment(site, edited, { version, properties: properties !== undefined });
  });
}

function parseBody(input: CommentInput, version: Version): CommentRecord['body'] {
  const body = input.body === undefined ? null : parseRichText('comment', input.body, version);
  const empty = body === null || body.content.length === 0;
  if (empty) throw new JiraError(400, [], { comment: 'Comment body can not be empty!' });
  if (JSON.stringify(body).length > 200_000) {
    throw new JiraError(400, [], { comment: 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.' });
  }
  return body;
}

function listComments(c: Context<JiraEnv>, site: Site, version: Version): Json {
  const issue = findIssue(site, param(c, 'key'));
  const startAt = queryNumber(c, 'startAt', 0);
  const maxResults = Math.min(queryNumber(c, 'maxResults', 100), 100);
  const orderBy = c.req.query('orderBy') ?? 'created';
  if (!['created', '+created', '-created'].includes(orderBy)) {
    throw new JiraError(400, [`The field '${orderBy}' is not valid for ordering comments.`]);
  }
  const all = site.comments.list(`${issue.key}/`);
  if (orderBy === '-created') all.reverse();
  const properties = queryList(c, 'expand').includes('properties');
  const comments = all.slice(startAt, startAt + maxResults).map((comment) => toComment(site, comment, { version, properties }));
  return { startAt, maxResults, total: all.length, comments };
}

async function listById(c: Context<JiraEnv>, site: Site): Promise<Json> {
  const { ids } = await readBody(c, idsSchema);
  const properties = queryList(c, 'expand').includes('properties');
  const found = ids.flatMap((id) => {
    const key = site.commentIssues.get(String(id))?.key;
    const comment = key === undefined ? undefined : site.comments.get(`${key}/${id}`);
    return comment ? [toComment(site, comment, { properties })] : [];
  });
  const self = `${site.url()}/rest/api/3/comment/list`;
  return { self, startAt: 0, maxResults: 1_048_576, total: found.length, isLast: true, values: found };
}

/** Present whenever the route matched. */
const param = (c: Context<JiraEnv>, name: string): string => c.req.param(name) ?? '';

function findComment(site: Site, issueKey: string, id: string): CommentRecord {
  const comment = site.comments.get(`${findIssue(site, issueKey).key}/${id}`);
  if (!comment) throw new JiraError(404, [`Can not find a comment for the id: ${id}.`]);
  return comment;
}

function findById(site: Site, id: string): CommentRecord {
  const key = site.commentIssues.get(id)?.key;
  const comment = key === undefined ? undefined : site.comments.get(`${key}/${id}`);
  if (!comment) throw new JiraError(404, [`Can not find a comment for the id: ${id}.`]);
  return comment;
}

function requireOwn(comment: CommentRecord, by: Account, verb: string): void {
  if (comment.authorId === by.accountId) return;
  throw new JiraError(400, [`${by.displayName}, you do not have the permission to ${verb} this comment.`]);
}

function save(site: Site, comment: CommentRecord): void {
  site.comments.put(`${comment.issueKey}/${comment.id}`, comment);
}

function removeComment(site: Site, comment: CommentRecord): void {
  site.comments.delete(`${comment.issueKey}/${comment.id}`);
  site.commentIssues.delete(comment.id);
  announceComment(site, 'comment_deleted', comment);
}
