import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** What the SDK adds to every request, or to a plain one. */
const PLAIN = new Set(['x-id']);

/** The part of S3 that we use, `PutObject` into one bucket whose objects are files below `root`; anything else is refused as S3 refuses it. */
export function s3App(root: string, bucket: string): Hono {
  const app = new Hono();
  app.put('/:bucket/:key{.+}', async (c) => {
    if (!c.req.header('authorization')?.startsWith('AWS4-HMAC-SHA256 ')) return refuse(c, 403, 'AccessDenied', 'Access Denied');
    if (c.req.param('bucket') !== bucket) return refuse(c, 404, 'NoSuchBucket', 'The specified bucket does not exist');
    if (!isPlain(c))
      return refuse(c, 501, 'NotImplemented', 'A header or query you provided implies functionality that is not here.');
    const key = c.req.param('key');
    if (key.split('/').some((part) => /^\.*$/.test(part))) return refuse(c, 501, 'NotImplemented', `The key ${key} is no path.`);
    const bytes = Buffer.from(await c.req.arrayBuffer());
    write(join(root, bucket, key), bytes);
    return c.body(null, 200, { etag: `"${createHash('md5').update(bytes).digest('hex')}"` });
  });
  app.notFound((c) => refuse(c, 501, 'NotImplemented', 'This operation is not implemented here.'));
  return app;
}

function isPlain(c: Context): boolean {
  const isChunked = c.req.header('content-encoding')?.includes('aws-chunked') ?? false;
  return !isChunked && Object.keys(c.req.query()).every((name) => PLAIN.has(name));
}

/** As in S3, whoever reads sees all of the old object or all of the new one. */
function write(file: string, bytes: Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, bytes);
  renameSync(`${file}.part`, file);
}

function refuse(c: Context, status: ContentfulStatusCode, code: string, message: string): Response {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escape(message)}</Message></Error>`;
  return c.body(xml, status, { 'content-type': 'application/xml' });
}

function escape(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
