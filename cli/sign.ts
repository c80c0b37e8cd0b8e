import { createHmac, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RecordedDelivery } from './delivery-file.ts';

export interface SignInput {
  readonly secret: string;
  readonly now: Date;
  /** Keep the recorded delivery id, so that it counts as the same delivery. */
  readonly keepId: boolean;
}

export interface SignedDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Makes a recorded delivery one that the vendor could have sent just now. */
export function signDelivery(delivery: RecordedDelivery, input: SignInput): SignedDelivery {
  switch (delivery.channel) {
    case 'jira':
      return signJira(delivery, input);
    case 'github':
      return signGithub(delivery, input);
    case 'slack':
      return signSlack(delivery, input);
    case 'sentry':
      return signSentry(delivery, input);
  }
}

function signJira({ headers, body }: RecordedDelivery, { secret, now, keepId }: SignInput): SignedDelivery {
  const text = jsonOf(withTimestamp(body, now));
  const id = idHeader(headers, 'x-atlassian-webhook-identifier', keepId);
  return { body: text, headers: { ...jsonHeaders(headers), ...id, 'x-hub-signature': `sha256=${hmac(secret, text)}` } };
}

function signGithub({ headers, body }: RecordedDelivery, { secret, keepId }: SignInput): SignedDelivery {
  const text = jsonOf(body);
  const id = idHeader(headers, 'x-github-delivery', keepId);
  return { body: text, headers: { ...jsonHeaders(headers), ...id, 'x-hub-signature-256': `sha256=${hmac(secret, text)}` } };
}

function signSlack({ headers, body }: RecordedDelivery, { secret, now, keepId }: SignInput): SignedDelivery {
  const isEvent = headers['content-type']?.startsWith('application/json') ?? false;
  const fresh = keepId ? undefined : `${now.getTime()}.${randomUUID()}`;
  const text = isEvent ? jsonOf(keepId ? body : withNewMessage(body, now)) : formOf(body, fresh);
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  return {
    body: text,
    headers: {
      ...without(headers),
      'content-type': isEvent ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hmac(secret, `v0:${timestamp}:${text}`)}`,
    },
  };
}

/** A message is known by its timestamp, an event by its id. */
function withNewMessage(body: RecordedDelivery['body'], now: Date): RecordedDelivery['body'] {
  const fields = recordSchema.safeParse(typeof body === 'string' ? parseJson(body) : body).data;
  const event = recordSchema.safeParse(fields?.['event']).data;
  if (!fields || !event) return body;
  const ts = `${Math.floor(now.getTime() / 1_000)}.${String(now.getTime() % 1_000).padStart(3, '0')}000`;
  const renewed = 'ts' in event ? { ...event, ts, event_ts: ts } : event;
  return { ...fields, event: renewed, event_id: `Ev${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}` };
}

function signSentry({ headers, body }: RecordedDelivery, { secret, now, keepId }: SignInput): SignedDelivery {
  const text = jsonOf(body);
  return {
    body: text,
    headers: {
      ...jsonHeaders(headers),
      ...idHeader(headers, 'request-id', keepId),
      'sentry-hook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'sentry-hook-signature': hmac(secret, text),
    },
  };
}

/** Slack's interactions have no delivery id but their trigger's. */
function formOf(body: RecordedDelivery['body'], trigger: string | undefined): string {
  const form = new URLSearchParams(typeof body === 'string' ? body : fieldsOf(body));
  const payload = recordSchema.safeParse(parseJson(form.get('payload') ?? ''));
  if (trigger !== undefined && payload.success) form.set('payload', JSON.stringify({ ...payload.data, trigger_id: trigger }));
  if (trigger !== undefined && form.has('command')) form.set('trigger_id', trigger);
  return form.toString();
}

const recordSchema = z.record(z.string(), z.unknown());

function fieldsOf(body: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** Jira signs the time of the event in the body, and an old one is refused. */
function withTimestamp(body: RecordedDelivery['body'], now: Date): RecordedDelivery['body'] {
  const fields = recordSchema.safeParse(typeof body === 'string' ? parseJson(body) : body);
  return fields.success && typeof fields.data['timestamp'] === 'number' ? { ...fields.data, timestamp: now.getTime() } : body;
}

function jsonOf(body: RecordedDelivery['body']): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function idHeader(headers: Readonly<Record<string, string>>, name: string, keep: boolean): Record<string, string> {
  return { [name]: (keep ? headers[name] : undefined) ?? randomUUID() };
}

function jsonHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return { 'content-type': 'application/json', ...without(headers) };
}

/** Headers that belong to the recorded connection or to the recorded signature. */
const STALE =
  /^(host|content-length|content-encoding|transfer-encoding|connection|expect|.*signature.*|x-slack-request-timestamp)$/;

function without(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !STALE.test(name)));
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
