import { randomBytes } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { saveChange } from './changes.ts';
import { JiraError } from './errors.ts';
import { findIssue } from './find-issue.ts';
import { accountOf, type JiraEnv } from './http.ts';
import type { AttachmentRecord, ChangeItem } from './model.ts';
import { type Json, toAttachment, type Version } from './present.ts';
import type { Site } from './site.ts';

/** Takes files for issues, and serves them: by itself when asked to, or by the media service that it redirects to. */
export function attachmentRoutes(app: Hono<JiraEnv>, site: Site): void {
  for (const version of [2, 3] as const) {
    app.post(`/rest/api/${version}/issue/:key/attachments`, async (c) => c.json(await attach(c, site, version)));
  }
  app.get('/rest/api/3/attachment/content/:id', (c) => {
    const found = findAttachment(site, c.req.param('id'));
    if (c.req.query('redirect') === 'false') return serveContent(c, site, found);
    return c.redirect(`${site.url()}/media/${found.id}/${found.mediaKey}`, 303);
  });
  app.get('/rest/api/3/attachment/:id', (c) => c.json(toAttachment(site, findAttachment(site, c.req.param('id')))));
  app.delete('/rest/api/3/attachment/:id', (c) => {
    const found = findAttachment(site, c.req.param('id'));
    site.documents.transaction(() => {
      site.attachments.delete(found.id);
      site.files.delete(found.id);
      saveChange(site, findIssue(site, found.issueKey), [removed(found)], accountOf(c));
    });
    return c.body(null, 204);
  });
}

/** Outside of the API: whoever has the address may read, as with the signed addresses of the media service. */
export function mediaRoutes(app: Hono<JiraEnv>, site: Site): void {
  app.get('/media/:id/:key', (c) => {
    const found = site.attachments.get(c.req.param('id'));
    if (found?.mediaKey !== c.req.param('key')) return c.text('Not found', 404);
    return serveContent(c, site, found);
  });
}

async function attach(c: Context<JiraEnv>, site: Site, version: Version): Promise<Json[]> {
  const issue = findIssue(site, c.req.param('key') ?? '');
  if (c.req.header('x-atlassian-token') !== 'no-check') throw new JiraError(403, ['XSRF check failed']);
  const { file } = await c.req.parseBody({ all: true });
  const given = [file].flat().filter((one) => one instanceof File);
  if (given.length === 0) throw new JiraError(400, ['No file was attached.']);
  const contents = await Promise.all(given.map(async (one) => ({ one, bytes: Buffer.from(await one.arrayBuffer()) })));
  return site.documents.transaction(() => {
    const records = contents.map(({ one, bytes }): AttachmentRecord => {
      const record = {
        id: String(10_000 + site.attachments.next()),
        issueKey: issue.key,
        filename: one.name,
        mimeType: one.type || 'application/octet-stream',
        size: bytes.length,
        authorId: accountOf(c).accountId,
        created: site.now(),
        mediaKey: randomBytes(16).toString('hex'),
      };
      site.attachments.put(record.id, record);
      site.files.put(record.id, { base64: bytes.toString('base64') });
      return record;
    });
    saveChange(site, findIssue(site, issue.key), records.map(attached), accountOf(c));
    return records.map((record) => toAttachment(site, record, version));
  });
}

const FIELD = { field: 'Attachment', fieldtype: 'jira', fieldId: 'attachment' };

const attached = ({ id, filename }: AttachmentRecord): ChangeItem => ({
  ...FIELD,
  from: null,
  fromString: null,
  to: id,
  toString: filename,
});

const removed = ({ id, filename }: AttachmentRecord): ChangeItem => ({
  ...FIELD,
  from: id,
  fromString: filename,
  to: null,
  toString: null,
});

function findAttachment(site: Site, id: string): AttachmentRecord {
  const found = site.attachments.get(id);
  if (!found) throw new JiraError(404, [`The attachment with id '${id}' does not exist`]);
  return found;
}

/** With one range from the start, as readers of big files ask for. */
function serveContent(c: Context<JiraEnv>, site: Site, { id, filename, mimeType, size }: AttachmentRecord): Response {
  const bytes = Buffer.from(site.files.get(id)?.base64 ?? '', 'base64');
  const last = /^bytes=0-(\d{1,9})$/.exec(c.req.header('range') ?? '')?.[1];
  const headers = {
    'content-type': mimeType,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
    'x-content-type-options': 'nosniff',
  };
  if (last === undefined) return c.body(new Uint8Array(bytes), 200, headers);
  const part = bytes.subarray(0, Number(last) + 1);
  return c.body(new Uint8Array(part), 206, { ...headers, 'content-range': `bytes 0-${part.length - 1}/${size}` });
}
