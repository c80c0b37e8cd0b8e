import { Hono } from 'hono';
import { WebClient } from '@slack/web-api';
import { LogLevel } from '@slack/web-api';
import { isValidSlackRequest } from '@slack/bolt/dist/receivers/verify-request.js';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { silentLogger } from '#environments/local/logger.ts';
import { openSlack, type Slack } from '#environments/local/slack/slack.ts';

const BOT_TOKEN = 'xoxb-test';
export const SIGNING_SECRET = 'signing-secret';

export interface Interaction {
  /** By Bolt's own check. */
  readonly signed: boolean;
  readonly form: URLSearchParams;
  readonly payload: unknown;
}

/** An app that takes interactions and answers as told. */
export async function openApp(answer: (interaction: Interaction) => Response | Promise<Response> = () => new Response('')) {
  const received: Interaction[] = [];
  const app = new Hono();
  app.post('/webhooks/slack', async (c) => {
    const body = await c.req.text();
    const headers = {
      'x-slack-signature': c.req.header('x-slack-signature') ?? '',
      'x-slack-request-timestamp': Number(c.req.header('x-slack-request-timestamp')),
    };
    const form = new URLSearchParams(body);
    const payload: unknown = JSON.parse(form.get('payload') ?? 'null');
    const interaction = { signed: isValidSlackRequest({ signingSecret: SIGNING_SECRET, body, headers }), form, payload };
    received.push(interaction);
    return answer(interaction);
  });
  const server = await serve(app);
  return { received, url: `${server.url}/webhooks/slack`, close: () => server.close() };
}

export interface TestWorkspace {
  readonly slack: Slack;
  readonly url: string;
  readonly client: WebClient;
  close(): Promise<void>;
}

export const clientOf = (slackApiUrl: string, token = BOT_TOKEN) =>
  new WebClient(token, { slackApiUrl, retryConfig: { retries: 0 }, logLevel: LogLevel.ERROR });

export async function openTestWorkspace(
  options: {
    file?: string;
    commandUrl?: () => string;
    now?: () => number;
    eventRetryMs?: readonly number[];
    throttle?: (method: string) => number | undefined;
  } = {},
): Promise<TestWorkspace> {
  const served: { by?: HttpServer } = {};
  const slack = await openSlack({
    file: options.file ?? ':memory:',
    url: () => served.by?.url ?? 'http://127.0.0.1:1',
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    commandUrl: options.commandUrl ?? (() => 'http://127.0.0.1:1/'),
    channel: 'C0STEPWRIGHT',
    logger: silentLogger,
    ...(options.now ? { now: options.now } : {}),
    ...(options.eventRetryMs ? { eventRetryMs: options.eventRetryMs } : {}),
    ...(options.throttle ? { throttle: options.throttle } : {}),
  });
  const server = await serve(slack.app);
  served.by = server;
  return {
    slack,
    url: server.url,
    client: clientOf(slack.apiUrl),
    close: async () => {
      await server.close();
      await slack.close();
    },
  };
}
