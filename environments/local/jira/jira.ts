import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { securePages } from '../http/secure-pages.ts';
import type { Logger } from '../logger.ts';
import { attachmentRoutes, mediaRoutes } from './attachments.ts';
import { commentRoutes } from './comments.ts';
import { startDeliveries } from './deliveries.ts';
import { directoryRoutes } from './directory.ts';
import { JiraError } from './errors.ts';
import { findIssue } from './find-issue.ts';
import { authenticate, type JiraEnv, respondError } from './http.ts';
import { issueRoutes } from './issues.ts';
import { linkRoutes } from './links.ts';
import { listPage, ticketPage } from './page.ts';
import { searchRoutes } from './search.ts';
import { openSite, type Site } from './site.ts';
import { transitionRoutes } from './transitions.ts';

export interface JiraOptions {
  /** SQLite file; `:memory:` for tests. */
  readonly file: string;
  /** The twin's own address, asked for when links are made. */
  readonly url: () => string;
  /** The agent's account. */
  readonly email: string;
  readonly apiToken: string;
  readonly webhookSecret: string;
  /** Where webhooks are sent, asked for on each try. */
  readonly webhookUrl: () => string;
  /** Key of the one project. */
  readonly project: string;
  readonly logger: Logger;
  /** Milliseconds before a refused webhook is sent again; 500 unless told. */
  readonly retryDelayMs?: number;
}

/** How a person signs in. */
export interface JiraPerson {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly apiToken: string;
}

export interface Jira {
  readonly app: Hono<JiraEnv>;
  /** The account the agent works under. */
  readonly agent: JiraPerson;
  /** Dana, who files tickets; her token is made once per file. */
  readonly human: JiraPerson;
  /** Resolves when every webhook was taken. */
  idle(): Promise<void>;
  /** Stops sending and closes the file; undelivered webhooks are sent after the next start. */
  close(): Promise<void>;
}

const MAX_BODY = 2 * 1024 * 1024;

/** A Jira Cloud site at the wire: REST v3 (and the text forms of v2), webhooks, and a page per ticket. */
export async function openJira(options: JiraOptions): Promise<Jira> {
  const site = openSite(options);
  const deliveries = startDeliveries({
    queue: site.deliveries,
    secret: options.webhookSecret,
    target: options.webhookUrl,
    logger: options.logger,
    firstDelayMs: options.retryDelayMs ?? 500,
  });
  const app = new Hono<JiraEnv>();
  app.onError((error, c) => {
    if (error instanceof JiraError) return respondError(c, error);
    options.logger.error('jira twin failed', { path: c.req.path, error: error.stack ?? String(error) });
    return c.json({ errorMessages: ['Internal server error'], errors: {} }, 500);
  });
  app.notFound((c) => c.json({ errorMessages: [`No resource method found for ${c.req.method} ${c.req.path}`], errors: {} }, 404));
  pageRoutes(app, site);
  mediaRoutes(app, site);
  app.get('/rest/api/3/serverInfo', (c) => c.json(serverInfo(site)));
  app.use(
    '/rest/*',
    bodyLimit({ maxSize: MAX_BODY, onError: (c) => respondError(c, new JiraError(413, ['Request entity too large'])) }),
  );
  app.use('/rest/*', async (c, next) => {
    const account = authenticate(site, c.req.header('authorization'));
    if (!account) throw new JiraError(401, ['Client must be authenticated to access this resource.']);
    c.set('account', account);
    await next();
    if (c.req.method !== 'GET') deliveries.wake();
  });
  app.get('/rest/webhooks/1.0/webhook', (c) => c.json([webhook(site, options.webhookUrl())]));
  // Before the issue routes, whose `:key` would take `createmeta`.
  directoryRoutes(app, site);
  commentRoutes(app, site);
  transitionRoutes(app, site);
  attachmentRoutes(app, site);
  issueRoutes(app, site);
  linkRoutes(app, site);
  searchRoutes(app, site);
  return {
    app,
    agent: toPerson(site.agent),
    human: toPerson(site.human),
    idle: () => deliveries.idle(),
    close: async () => {
      await deliveries.close();
      site.documents.close();
    },
  };
}

function pageRoutes(app: Hono<JiraEnv>, site: Site): void {
  app.use('/browse/*', securePages);
  app.get('/', (c) => c.redirect('/browse/'));
  app.get('/browse/', (c) => c.html(listPage(site)));
  app.get('/browse/:key', (c) => c.html(ticketPage(site, findIssue(site, c.req.param('key')))));
  app.get('/avatar.svg', (c) =>
    c.body(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="24" fill="#579dff"/></svg>',
      200,
      {
        'content-type': 'image/svg+xml',
      },
    ),
  );
}

function toPerson(account: Site['agent']): JiraPerson {
  const { accountId, displayName, email, apiToken } = account;
  return { accountId, name: displayName, email, apiToken };
}

function serverInfo(site: Site): object {
  return {
    baseUrl: site.url(),
    version: '1001.0.0-SNAPSHOT',
    versionNumbers: [1001, 0, 0],
    deploymentType: 'Cloud',
    buildNumber: 100_300,
    serverTime: site.now().replace('Z', '+0000'),
    serverTitle: 'Jira',
  };
}

function webhook(site: Site, url: string): object {
  return {
    name: 'Stepwright',
    url,
    events: [
      'jira:issue_created',
      'jira:issue_updated',
      'jira:issue_deleted',
      'comment_created',
      'comment_updated',
      'comment_deleted',
    ],
    filters: {},
    excludeBody: false,
    enabled: true,
    self: `${site.url()}/rest/webhooks/1.0/webhook/1`,
    lastUpdatedUser: site.human.accountId,
    lastUpdatedDisplayName: site.human.displayName,
  };
}
