import { createHmac } from 'node:crypto';
import { createCloudClient } from 'jira.js';
import { z } from 'zod';
import { Hono } from 'hono';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { type Jira, type JiraPerson, openJira } from '#environments/local/jira/jira.ts';
import { silentLogger } from '#environments/local/logger.ts';

interface Received {
  readonly identifier: string;
  readonly retry: string | undefined;
  readonly event: string;
  readonly signed: boolean;
  readonly body: z.infer<typeof bodySchema>;
}

const bodySchema = z.looseObject({
  webhookEvent: z.string(),
  issue: z.looseObject({ key: z.string() }),
  changelog: z.looseObject({ items: z.array(z.unknown()) }).optional(),
});

const SECRET = 'jira-webhook-secret';

/** A target for webhooks that answers as told and remembers what it took. */
export async function openTarget(answer: () => number = () => 200) {
  const received: Received[] = [];
  const app = new Hono();
  app.post('/webhooks/jira', async (c) => {
    const raw = await c.req.text();
    const body = bodySchema.parse(JSON.parse(raw));
    received.push({
      identifier: c.req.header('x-atlassian-webhook-identifier') ?? '',
      retry: c.req.header('x-atlassian-webhook-retry'),
      event: body.webhookEvent,
      signed: c.req.header('x-hub-signature') === `sha256=${createHmac('sha256', SECRET).update(raw).digest('hex')}`,
      body,
    });
    return new Response('', { status: answer() });
  });
  const server = await serve(app);
  return { received, url: `${server.url}/webhooks/jira`, port: server.port, close: () => server.close() };
}

export interface TestSite {
  readonly jira: Jira;
  readonly url: string;
  close(): Promise<void>;
}

/** A served twin; the webhook target's address may change between tries. */
export async function openTestSite(options: { file?: string; webhookUrl?: () => string } = {}): Promise<TestSite> {
  const served: { by?: HttpServer } = {};
  const jira = await openJira({
    file: options.file ?? ':memory:',
    url: () => served.by?.url ?? 'http://127.0.0.1:1',
    email: 'agent@example.com',
    apiToken: 'agent-token',
    webhookSecret: SECRET,
    webhookUrl: options.webhookUrl ?? (() => 'http://127.0.0.1:1/'),
    project: 'SHOP',
    logger: silentLogger,
    retryDelayMs: 5,
  });
  const server = await serve(jira.app);
  served.by = server;
  return {
    jira,
    url: server.url,
    close: async () => {
      await server.close();
      await jira.close();
    },
  };
}

/** The vendor's client, which throws when a response does not match Atlassian's schema. */
export const clientOf = (url: string, person: Pick<JiraPerson, 'email' | 'apiToken'>) =>
  createCloudClient({
    host: url,
    auth: { type: 'basic', email: person.email, apiToken: person.apiToken },
    onSchemaMismatch: 'throw',
  });

export const paragraph = (text: string) => ({
  type: 'doc' as const,
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});

export const ticketFields = (fields: Record<string, unknown> = {}) => ({
  fields: { project: { key: 'SHOP' }, issuetype: { name: 'Task' }, summary: 'Free shipping over 50', ...fields },
});
