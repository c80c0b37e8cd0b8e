import { type Context, Hono } from 'hono';
import { securePages } from '../../http/secure-pages.ts';
import { listJobs } from '../actions/start-runs.ts';
import { readDiff } from '../git/diff.ts';
import { readCommit, readFileAt, resolveCommit } from '../git/objects.ts';
import { readLog } from '../routes/actions.ts';
import { keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { keyIn, readPullRecord } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { jobPage, runPage } from './job.ts';
import { issuePage, pullPage, readPullDiff } from './pull.ts';
import { commitPage, filePage, frontPage, repositoryPage } from './repository.ts';

/** Pages for people, to read only. */
export function pageRoutes(twin: Twin): Hono {
  const app = new Hono();
  app.use(securePages);
  app.get('/', (context) => context.html(frontPage(twin.store.repositories.list())));
  app.get('/:owner/:name', async (context) => answer(twin, context, (repository) => repositoryPage(twin, repository)));
  app.get('/:owner/:name/pull/:file{\\d+\\.(diff|patch)}', async (context) => {
    const repository = find(twin, context);
    const pull = repository && readPullRecord(twin.store, keyOf(repository), Number.parseInt(context.req.param('file'), 10));
    if (repository === undefined || pull === undefined) return context.notFound();
    return context.text(await readPullDiff(twin, repository, pull));
  });
  app.get('/:owner/:name/pull/:number{\\d+}', async (context) =>
    answer(twin, context, async (repository) => {
      const pull = readPullRecord(twin.store, keyOf(repository), Number(context.req.param('number')));
      return pull === undefined ? undefined : pullPage(twin, repository, pull);
    }),
  );
  app.get('/:owner/:name/issues/:number{\\d+}', async (context) =>
    answer(twin, context, (repository) => {
      const issue = twin.store.issues.get(keyIn(keyOf(repository), Number(context.req.param('number'))));
      return issue === undefined ? undefined : issuePage(twin, repository, issue);
    }),
  );
  addRuns(twin, app);
  addCode(twin, app);
  return app;
}

function addRuns(twin: Twin, app: Hono): void {
  app.get('/:owner/:name/actions/runs/:run{\\d+}', async (context) =>
    answer(twin, context, (repository) => {
      const run = twin.store.runs.get(keyOf(repository), Number(context.req.param('run')));
      return run === undefined ? undefined : runPage(repository, run, listJobs(twin, run));
    }),
  );
  app.get('/:owner/:name/actions/runs/:run{\\d+}/job/:job{\\d+}', async (context) =>
    answer(twin, context, (repository) => {
      const job = twin.store.jobs.get(keyOf(repository), Number(context.req.param('job')));
      return job === undefined ? undefined : jobPage(repository, job, readLog(twin, job));
    }),
  );
  app.get('/:owner/:name/actions/jobs/:job{\\d+}/log.txt', (context) => {
    const repository = find(twin, context);
    const job = repository && twin.store.jobs.get(keyOf(repository), Number(context.req.param('job')));
    return job === undefined ? context.notFound() : context.text(readLog(twin, job));
  });
}

function addCode(twin: Twin, app: Hono): void {
  app.get('/:owner/:name/commit/:sha', async (context) =>
    answer(twin, context, async (repository) => {
      const dir = twin.pathOf(repository);
      const sha = await resolveCommit(dir, context.req.param('sha'));
      if (sha === undefined) return undefined;
      const commit = await readCommit(dir, sha);
      const parent = commit.parents[0];
      return commitPage(repository, commit, parent === undefined ? '' : await readDiff(dir, parent, sha));
    }),
  );
  app.get('/:owner/:name/:kind{blob|raw}/:rest{.+}', async (context) => {
    const repository = find(twin, context);
    const file = repository && (await findFile(twin, repository, context.req.param('rest')));
    if (repository === undefined || file === undefined) return context.notFound();
    if (context.req.param('kind') === 'raw')
      return context.body(new Uint8Array(file.content), 200, { 'content-type': 'text/plain; charset=utf-8' });
    return context.html(filePage(repository, file.path, file.content.toString('utf8')));
  });
}

/** A branch may contain slashes, so where it ends has to be tried out. */
async function findFile(twin: Twin, repository: RepositoryRecord, rest: string) {
  const parts = rest.split('/');
  for (let at = 1; at < parts.length; at += 1) {
    const commit = await resolveCommit(twin.pathOf(repository), parts.slice(0, at).join('/'));
    const path = parts.slice(at).join('/');
    const content = commit === undefined ? undefined : await readFileAt(twin.pathOf(repository), commit, path);
    if (content !== undefined) return { path, content };
  }
  return undefined;
}

function find(twin: Twin, context: Context): RepositoryRecord | undefined {
  const { owner = '', name = '' } = context.req.param();
  return twin.store.repositories.get(keyOf({ owner, name }));
}

type Page = ReturnType<typeof frontPage> | undefined;

async function answer(
  twin: Twin,
  context: Context,
  render: (repository: RepositoryRecord) => Page | Promise<Page>,
): Promise<Response> {
  const repository = find(twin, context);
  const content = repository === undefined ? undefined : await render(repository);
  return content === undefined ? context.notFound() : context.html(content);
}
