import { gunzipSync } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { SentryError } from './errors.ts';
import { type EventPayload, type Project, payloadSchema } from './model.ts';
import { type Organization, projectOf } from './organization.ts';
import { recordEvent } from './record-event.ts';

const MAX_BODY = 1024 * 1024;

/** Where SDKs send events, authenticated by the public key of a DSN: the envelope, and the store endpoint of older ones. */
export function ingestRoutes(app: Hono, site: Organization, wake: () => void): void {
  app.post('/api/:project{\\d+}/envelope/', async (c) => {
    const { project, text } = await read(c, site);
    const ids = eventsIn(text).map((payload) => recordEvent(site, project, payload));
    wake();
    return c.json({ id: ids.at(-1) ?? '' });
  });
  app.post('/api/:project{\\d+}/store/', async (c) => {
    const { project, text } = await read(c, site);
    const id = recordEvent(site, project, parsePayload(text));
    wake();
    return c.json({ id });
  });
}

async function read(c: Context, site: Organization): Promise<{ project: Project; text: string }> {
  const auth = c.req.header('x-sentry-auth') ?? '';
  const key = /sentry_key=([0-9a-f]+)/.exec(auth)?.[1] ?? c.req.query('sentry_key');
  const project = projectOf(site, c.req.param('project') ?? '');
  if (!project || key === undefined) throw new SentryError(401, 'missing authorization information');
  if (key !== project.publicKey) throw new SentryError(403, 'ProjectId');
  const bytes = Buffer.from(await c.req.arrayBuffer());
  if (bytes.length > MAX_BODY) throw new SentryError(413, 'request body too large');
  return { project, text: inflate(bytes, c.req.header('content-encoding')).toString('utf8') };
}

function inflate(bytes: Buffer, encoding: string | undefined): Buffer {
  if (encoding !== 'gzip') return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: 20 * MAX_BODY });
  } catch {
    throw new SentryError(400, 'failed to decode zlib payload');
  }
}

/** The events of an envelope: a header line, then of each item a header line and its payload; other items are taken and dropped. */
function eventsIn(text: string): EventPayload[] {
  const lines = text.split('\n');
  const events: EventPayload[] = [];
  for (let at = 1; at + 1 < lines.length; at += 2) {
    if (/"type"\s*:\s*"event"/.test(lines[at] ?? '')) events.push(parsePayload(lines[at + 1] ?? ''));
  }
  return events;
}

function parsePayload(text: string): EventPayload {
  try {
    return payloadSchema.parse(JSON.parse(text));
  } catch {
    throw new SentryError(400, 'invalid event envelope');
  }
}
