import { createHmac, randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { openErrorTracker } from '#adapters/sentry/error-tracker.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { silentLogger } from '#environments/local/logger.ts';
import type { RateLimit } from '#environments/local/sentry/rate-limit.ts';
import { openSentry, type Sentry } from '#environments/local/sentry/sentry.ts';

export interface Hook {
  readonly resource: string;
  readonly action: string;
  readonly signed: boolean;
  readonly body: unknown;
}

const CLIENT_SECRET = 'client-secret';
const TOKEN = 'auth-token';
const ORGANIZATION = 'acme';

/** An event as an SDK sends it. */
export function anEvent(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    event_id: randomUUID().replaceAll('-', ''),
    platform: 'node',
    level: 'error',
    release: 'storefront@1.4.2',
    environment: 'production',
    user: { id: '7', email: 'ada@example.com', ip_address: '203.0.113.7' },
    request: { url: 'https://shop.example/checkout?token=abc', cookies: 'sid=secret', headers: { authorization: 'Bearer x' } },
    tags: { browser: 'Firefox 130', customer: 'ada@example.com', url: 'https://shop.example/checkout?token=abc' },
    exception: {
      values: [
        {
          type: 'TypeError',
          value: "Cannot read properties of undefined (reading 'reduce')",
          stacktrace: {
            frames: [
              { filename: 'node_modules/router/index.js', function: 'dispatch', lineno: 88, in_app: false },
              {
                filename: 'src/checkout.js',
                function: 'checkout',
                lineno: 12,
                in_app: true,
                pre_context: ['function checkout(cart) {'],
                context_line: '  return cart.items.reduce(sum, 0);',
                vars: { cart: { owner: 'ada@example.com' } },
              },
              { filename: 'node:internal/array', function: 'reduce', lineno: 1, in_app: false },
            ],
          },
        },
      ],
    },
    ...more,
  };
}

export interface TestSentry {
  readonly sentry: Sentry;
  readonly url: string;
  readonly hooks: Hook[];
  /** Sends events as an SDK does. */
  report(event?: Record<string, unknown>, times?: number, project?: string): Promise<string>;
  /** Sets an issue's status as a person does. */
  setStatus(issueId: string, status: 'resolved' | 'unresolved' | 'ignored'): Promise<void>;
  tracker(options?: {
    token?: string;
    patience?: () => number;
    sleep?: (ms: number) => Promise<unknown>;
  }): ReturnType<typeof openErrorTracker>;
  close(): Promise<void>;
}

/** A served twin with a target for its hooks. */
export async function openTestSentry(
  options: { rateLimit?: RateLimit; now?: () => Date; answer?: () => 200 | 503 } = {},
): Promise<TestSentry> {
  const hooks: Hook[] = [];
  const target = new Hono();
  target.post('/webhooks/sentry', async (c) => {
    const raw = await c.req.text();
    const body = z.looseObject({ action: z.string() }).parse(JSON.parse(raw));
    const signed = c.req.header('sentry-hook-signature') === createHmac('sha256', CLIENT_SECRET).update(raw).digest('hex');
    hooks.push({ resource: c.req.header('sentry-hook-resource') ?? '', action: body.action, signed, body });
    return c.body(null, options.answer?.() ?? 200);
  });
  const hookServer = await serve(target);
  const served: { by?: HttpServer } = {};
  const sentry = await openSentry({
    file: ':memory:',
    url: () => served.by?.url ?? '',
    organization: ORGANIZATION,
    projects: ['storefront', 'shipping'],
    authToken: TOKEN,
    clientSecret: CLIENT_SECRET,
    webhookUrl: () => `${hookServer.url}/webhooks/sentry`,
    logger: silentLogger,
    rateLimit: options.rateLimit ?? { limit: 10_000, windowSeconds: 1 },
    retryDelayMs: 10,
    ...(options.now ? { now: options.now } : {}),
  });
  const server = await serve(sentry.app);
  served.by = server;
  return {
    sentry,
    url: server.url,
    hooks,
    report: async (event = anEvent(), times = 1, project = 'storefront') => {
      let last = '';
      for (let n = 0; n < times; n += 1) last = await sendEnvelope(sentry.dsn(project), { ...event, event_id: randomUUID() });
      await sentry.idle();
      return last;
    },
    setStatus: async (issueId, status) => {
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
      const path = `/api/0/organizations/${ORGANIZATION}/issues/${issueId}/`;
      await fetch(`${server.url}${path}`, { method: 'PUT', headers, body: JSON.stringify({ status }) });
      await sentry.idle();
    },
    tracker: ({ token = TOKEN, ...more } = {}) =>
      openErrorTracker({ url: server.url, organization: ORGANIZATION, token: async () => token, ...more }),
    close: async () => {
      await sentry.close();
      await server.close();
      await hookServer.close();
    },
  };
}

/** By the protocol of Sentry's SDKs. */
export async function sendEnvelope(dsn: string, event: Record<string, unknown>): Promise<string> {
  const { origin, username, pathname } = new URL(dsn);
  const lines = [{ event_id: event['event_id'], sent_at: new Date().toISOString() }, { type: 'event' }, event];
  const response = await fetch(`${origin}/api${pathname}/envelope/`, {
    method: 'POST',
    headers: { 'x-sentry-auth': `Sentry sentry_version=7, sentry_client=test/1.0, sentry_key=${username}` },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  });
  return z.object({ id: z.string() }).parse(await response.json()).id;
}
