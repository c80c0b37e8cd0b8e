import { createPublicKey } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { openRunner } from '../ci/runner.ts';
import { openDocuments } from '../documents.ts';
import type { Logger } from '../logger.ts';
import { openScheduler, type Scheduler } from './actions/scheduler.ts';
import { syncRefs } from './changes/sync-refs.ts';
import { goingFirst } from './git/run-git.ts';
import { type Env, openApi } from './http/api.ts';
import { pageRoutes } from './pages/routes.ts';
import { ensureTokens } from './people.ts';
import { openLinks } from './render/links.ts';
import { actionRoutes } from './routes/actions.ts';
import { appRoutes } from './routes/apps.ts';
import { checkRoutes } from './routes/checks.ts';
import { commentRoutes } from './routes/comments.ts';
import { commitRoutes } from './routes/commits.ts';
import { contentRoutes } from './routes/contents.ts';
import { gitDataRoutes } from './routes/git-data.ts';
import { gitRoutes } from './routes/git.ts';
import { graphqlRoutes } from './routes/graphql.ts';
import { issueRoutes } from './routes/issues.ts';
import { oauthRoutes } from './routes/oauth.ts';
import { peopleRoutes } from './routes/people.ts';
import { protectionRoutes } from './routes/protection.ts';
import { pullRoutes } from './routes/pulls.ts';
import { reactionRoutes } from './routes/reactions.ts';
import { repositoryRoutes } from './routes/repositories.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { searchRoutes } from './routes/search.ts';
import { statusRoutes } from './routes/statuses.ts';
import { type SeedInput, seedRepository } from './seed.ts';
import { fullNameOf } from './state/repositories.ts';
import { openStore, type Store } from './state/store.ts';
import { DEVELOPER, type OauthApp, type Twin } from './twin.ts';
import { recordDelivery } from './webhooks/emit.ts';
import { type DeliveryQueue, openDeliveryQueue } from './webhooks/queue.ts';

export interface GithubOptions {
  /** Keeps everything below `<dataDir>/github`. */
  readonly dataDir: string;
  /** Where the app is served, without a slash at the end: REST at `<url>/api`, git at `<url>/git`, pages at `<url>/owner/name`. */
  readonly url: string;
  /** PKCS#1 or PKCS#8, PEM. */
  readonly appPrivateKeyPem: string;
  readonly appId: number;
  readonly webhookSecret: string;
  /** Without it people cannot lend their identity. */
  readonly oauthApp?: OauthApp;
  /** Where deliveries go; asked each time. */
  readonly webhookUrl: () => string;
  readonly logger: Logger;
  readonly now?: () => Date;
}

export interface Github {
  readonly app: Hono;
  /** A token of the user `developer`, who may read and write everything. */
  readonly personalToken: string;
  /** Tokens of all people, by login. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Adds a repository with our app installed on it, unless it is there already. */
  seedRepository(
    input: SeedInput,
  ): Promise<{ readonly fullName: string; readonly cloneUrl: string; readonly defaultBranch: string }>;
  /** Full names of all repositories, oldest first. */
  repos(): readonly string[];
  /** Stops deliveries and CI; what was not finished goes on when it is opened again. */
  close(): Promise<void>;
}

/** Opens GitHub's twin: real repositories, real CI, and a memory that survives SIGKILL. */
export async function openGithub(options: GithubOptions): Promise<Github> {
  const root = join(options.dataDir, 'github', 'repositories');
  mkdirSync(root, { recursive: true });
  const documents = openDocuments(join(options.dataDir, 'github', 'github.sqlite'));
  const store = openStore(documents);
  const { twin, start, stop } = openTwin(options, store, root);
  await start();
  const tokens = ensureTokens(store);
  return {
    app: openApp(twin, root),
    personalToken: tokens[DEVELOPER] ?? '',
    tokens,
    seedRepository: async (input) => {
      const { defaultBranch, ...repository } = await seedRepository(twin, input);
      const fullName = fullNameOf(repository);
      return { fullName, cloneUrl: twin.links.clone(fullName), defaultBranch };
    },
    repos: () => store.repositories.list().map(fullNameOf),
    close: async () => {
      await stop();
      documents.close();
    },
  };
}

function openTwin(options: GithubOptions, store: Store, root: string) {
  const { logger, now = () => new Date() } = options;
  const { serially, settled } = openQueues();
  const late: { queue?: DeliveryQueue; scheduler?: Scheduler } = {};
  const twin: Twin = {
    store,
    logger,
    links: openLinks(options.url),
    appId: options.appId,
    appPublicKey: createPublicKey(options.appPrivateKeyPem).export({ type: 'spki', format: 'pem' }).toString(),
    oauthApp: options.oauthApp,
    logDir: join(options.dataDir, 'github', 'logs'),
    now,
    pathOf: ({ owner, name }) => join(root, owner, `${name}.git`),
    serially,
    emit: (event, repository, actor, payload) => {
      const guid = recordDelivery(twin, event, { repository, actor }, payload);
      // The transaction around it ends first.
      setImmediate(() => late.queue?.add(guid));
    },
    wakeCi: (run) => setImmediate(() => late.scheduler?.wake(run)),
  };
  const runner = openRunner({ dataDir: options.dataDir, logger });
  const start = async (): Promise<void> => {
    for (const { owner, name } of store.repositories.list()) {
      const key = `${owner}/${name}`.toLowerCase();
      await serially(key, () => syncRefs(twin, key, DEVELOPER));
    }
    const { webhookSecret: secret, webhookUrl } = options;
    late.queue = openDeliveryQueue({ store, secret, webhookUrl, logger });
    late.scheduler = openScheduler(twin, runner);
  };
  const stop = async (): Promise<void> => {
    await settled();
    await late.scheduler?.close();
    await runner.close();
    await late.queue?.close();
  };
  return { twin, start, stop };
}

/** One line of waiting per repository. */
function openQueues() {
  const lines = new Map<string, Promise<unknown>>();
  const serially = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = lines.get(key) ?? Promise.resolve();
    const change = (): Promise<T> => goingFirst(work);
    const mine = before.then(change, change);
    lines.set(key, mine);
    return mine;
  };
  const settled = async (): Promise<void> => {
    await Promise.allSettled(lines.values());
  };
  return { serially, settled };
}

function openApp(twin: Twin, root: string): Hono {
  const api: Hono<Env> = openApi(twin);
  const routes = [
    appRoutes,
    // Before the commits, whose references may contain slashes.
    checkRoutes,
    statusRoutes,
    commitRoutes,
    peopleRoutes,
    // Before the branches, whose names may contain slashes.
    protectionRoutes,
    repositoryRoutes,
    gitDataRoutes,
    contentRoutes,
    pullRoutes,
    reviewRoutes,
    issueRoutes,
    commentRoutes,
    reactionRoutes,
    actionRoutes,
    searchRoutes,
    graphqlRoutes,
  ];
  for (const open of routes) api.route('/', open(twin));
  const app = new Hono();
  app.mount('/api', api.fetch);
  app.mount('/git', gitRoutes(twin, root).fetch);
  app.route('/', oauthRoutes(twin));
  app.route('/', pageRoutes(twin));
  return app;
}
