import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { securePages } from '../http/secure-pages.ts';
import type { Logger } from '../logger.ts';
import { apiRoutes, authenticate } from './api.ts';
import { notFound, SentryError } from './errors.ts';
import { startHooks } from './hooks.ts';
import { ingestRoutes } from './ingest.ts';
import { openOrganization } from './organization.ts';
import { dsnOf, issuePage, listPage } from './page.ts';
import { limitRate, type RateLimit } from './rate-limit.ts';

export interface SentryOptions {
  /** SQLite file; `:memory:` for tests. */
  readonly file: string;
  /** The twin's own address, asked for when links are made. */
  readonly url: () => string;
  /** The organisation's slug, and those of its projects. */
  readonly organization: string;
  readonly projects: readonly string[];
  /** What `/api/0` is read with. */
  readonly authToken: string;
  readonly clientSecret: string;
  /** Where hooks are sent, asked for on each try. */
  readonly webhookUrl: () => string;
  readonly logger: Logger;
  /** 40 requests a second unless told. */
  readonly rateLimit?: RateLimit;
  /** Milliseconds before a hook that was not taken is sent again; 500 unless told. */
  readonly retryDelayMs?: number;
  readonly now?: () => Date;
}

export interface Sentry {
  readonly app: Hono;
  readonly projects: readonly string[];
  /** What an SDK reports to the project with. */
  dsn(project: string): string;
  /** Resolves when every hook was sent, or given up. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const MAX_BODY = 2 * 1024 * 1024;
const RATE_LIMIT: RateLimit = { limit: 40, windowSeconds: 1 };

function refuseLarge(): never {
  throw new SentryError(413, 'request body too large');
}

/** A Sentry organisation at the wire: where SDKs report, the REST API, signed hooks, and pages for people. */
export async function openSentry(options: SentryOptions): Promise<Sentry> {
  const { file, url, organization: slug, projects, now, logger } = options;
  const site = openOrganization({ file, url, slug, projects, ...(now ? { now } : {}) });
  const hooks = startHooks({
    queue: site.hooks,
    clientSecret: options.clientSecret,
    target: options.webhookUrl,
    logger,
    retryDelayMs: options.retryDelayMs ?? 500,
  });
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof SentryError) return c.json({ detail: error.message }, error.status);
    logger.error('sentry twin failed', { path: c.req.path, error: error.stack ?? String(error) });
    return c.json({ detail: 'Internal Error' }, 500);
  });
  app.notFound((c) => c.json({ detail: 'The requested resource does not exist' }, 404));
  app.use('/issues/*', securePages);
  app.get('/', securePages, (c) => c.html(listPage(site)));
  app.get('/issues/:issue', (c) => {
    const issue = site.issues.get(c.req.param('issue'));
    if (!issue) throw notFound();
    return c.html(issuePage(site, issue, site.events.list(`${issue.id}/`).at(-1)));
  });
  app.use('/api/*', bodyLimit({ maxSize: MAX_BODY, onError: refuseLarge }));
  app.use('/api/0/*', async (c, next) => {
    authenticate(c.req.header('authorization'), options.authToken);
    await next();
  });
  app.use('/api/0/*', limitRate(options.rateLimit ?? RATE_LIMIT));
  ingestRoutes(app, site, () => hooks.wake());
  apiRoutes(app, site, () => hooks.wake());
  return {
    app,
    projects,
    dsn: (project) => dsnOf(site, project),
    idle: () => hooks.idle(),
    close: async () => {
      await hooks.close();
      site.documents.close();
    },
  };
}
