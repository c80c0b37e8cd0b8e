import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { Webhooks } from '@octokit/webhooks';
import { Hono } from 'hono';
import { type Github, openGithub } from '#environments/local/github/github.ts';
import type { OauthApp } from '#environments/local/github/twin.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { silentLogger } from '#environments/local/logger.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const APP_KEY = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
export const APP_ID = 4_711;
export const WEBHOOK_SECRET = 'a webhook secret';

export interface Delivered {
  readonly event: string;
  readonly guid: string;
  readonly verified: boolean;
  readonly body: Record<string, unknown>;
}

export interface TestGithub {
  readonly github: Github;
  readonly url: string;
  readonly api: string;
  readonly dataDir: string;
  /** Acts as the developer. */
  readonly octokit: Octokit;
  /** Acts as the app itself. */
  readonly app: Octokit;
  readonly deliveries: readonly Delivered[];
  /** The delivery that this accepts, now or as soon as it comes. */
  delivered(accept: (delivery: Delivered) => boolean): Promise<Delivered>;
  /** What the webhook's target answers from now on. */
  answerWebhooks(status: number): void;
  /** Runs GitHub's clock forward. */
  travel(milliseconds: number): void;
  /** Closes and opens the twin on the same data and address. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** A twin served on a free port, with a webhook target that checks signatures as a receiver would. */
export async function openTestGithub({ oauthApp }: { oauthApp?: OauthApp } = {}): Promise<TestGithub> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwright-github-'));
  const hooks = openHookTarget();
  const hookServer = await serve(hooks.app);
  let github: Github | undefined;
  const door = new Hono().all('*', (context) => github?.app.fetch(context.req.raw) ?? context.text('closed', 503));
  const server: HttpServer = await serve(door);
  let offset = 0;
  const open = (): Promise<Github> =>
    openGithub({
      dataDir,
      url: server.url,
      appPrivateKeyPem: APP_KEY,
      appId: APP_ID,
      ...(oauthApp ? { oauthApp } : {}),
      webhookSecret: WEBHOOK_SECRET,
      webhookUrl: () => `${hookServer.url}/hook`,
      logger: silentLogger,
      now: () => new Date(Date.now() + offset),
    });
  const first = await open();
  github = first;
  const api = `${server.url}/api`;
  return {
    get github() {
      return github ?? first;
    },
    url: server.url,
    api,
    dataDir,
    octokit: openOctokit(api, { auth: first.personalToken }),
    app: openOctokit(api, { authStrategy: createAppAuth, auth: { appId: APP_ID, privateKey: APP_KEY } }),
    deliveries: hooks.deliveries,
    delivered: hooks.delivered,
    answerWebhooks: hooks.answer,
    travel: (milliseconds) => {
      offset += milliseconds;
    },
    reopen: async () => {
      await github?.close();
      github = undefined;
      github = await open();
    },
    close: async () => {
      await github?.close();
      await Promise.all([server.close(), hookServer.close()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const quiet = (): void => {};

/** A client without its own printing. */
export function openOctokit(api: string, options: object): Octokit {
  return new Octokit({ baseUrl: api, log: { debug: quiet, info: quiet, warn: quiet, error: quiet }, ...options });
}

function openHookTarget() {
  const webhooks = new Webhooks({ secret: WEBHOOK_SECRET });
  const deliveries: Delivered[] = [];
  const waiting = new Set<() => void>();
  let status = 200;
  const app = new Hono().post('/hook', async (context) => {
    if (status !== 200) return new Response('', { status });
    const text = await context.req.text();
    const verified = await webhooks.verify(text, context.req.header('x-hub-signature-256') ?? '');
    const header = (name: string): string => context.req.header(name) ?? '';
    deliveries.push({ event: header('x-github-event'), guid: header('x-github-delivery'), verified, body: JSON.parse(text) });
    for (const wake of waiting) wake();
    return context.text('');
  });
  const delivered = async (accept: (delivery: Delivered) => boolean): Promise<Delivered> => {
    for (;;) {
      const found = deliveries.find(accept);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
  };
  const answer = (next: number): void => {
    status = next;
  };
  return { app, deliveries, delivered, answer };
}
