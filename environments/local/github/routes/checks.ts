import { type Context, Hono } from 'hono';
import type { BlankSchema } from 'hono/types';
import { z } from 'zod';
import { emitCheckRun, emitSuite } from '../actions/events.ts';
import { listCheckRuns } from '../changes/read-checks.ts';
import { readType, resolveCommit, toUtc } from '../git/objects.ts';
import { type Env, paginate, readBody, readNumber, readRepository, readRest } from '../http/api.ts';
import { GithubError, invalid, notFound } from '../http/errors.ts';
import { toCheckRun, toSuite } from '../render/check.ts';
import { annotationSchema, type CheckRunRecord, conclusionEnum, statusEnum, type SuiteRecord } from '../state/checks.ts';
import { keyOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';

const outputSchema = z.object({
  title: z.string().optional(),
  summary: z.string(),
  text: z.string().max(65_535).optional(),
  annotations: z.array(annotationSchema).max(50).default([]),
});
const updateSchema = z.object({
  name: z.string().min(1).optional(),
  status: statusEnum.optional(),
  conclusion: conclusionEnum.optional(),
  started_at: z.iso.datetime({ offset: true }).optional(),
  completed_at: z.iso.datetime({ offset: true }).optional(),
  external_id: z.string().optional(),
  details_url: z.url().optional(),
  output: outputSchema.optional(),
});
const createSchema = updateSchema.extend({ name: z.string().min(1), head_sha: z.string() });
type Update = z.infer<typeof updateSchema>;

/** Check runs and suites: those of CI, and those that an app makes. */
export function checkRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name');
  api.get('/commits/:ref{.+}/check-runs', async (context) => {
    const repository = readRepository(twin, context);
    const all = context.req.query('filter') === 'all';
    const runs = listCheckRuns(twin, keyOf(repository), await readSha(twin, context, repository), all);
    return answerRuns(twin, context, repository, runs);
  });
  api.get('/commits/:ref{.+}/check-suites', async (context) => {
    const repository = readRepository(twin, context);
    const sha = await readSha(twin, context, repository);
    const suites = twin.store.suites.listOf(keyOf(repository), sha);
    const check_suites = paginate(context, suites).map((suite) => toSuite(twin, repository, suite));
    return context.json({ total_count: suites.length, check_suites });
  });
  api.get('/check-suites/:id', (context) => {
    const repository = readRepository(twin, context);
    const suite = twin.store.suites.get(keyOf(repository), readNumber(context, 'id'));
    if (suite === undefined) throw notFound();
    return context.json(toSuite(twin, repository, suite));
  });
  api.get('/check-suites/:id/check-runs', (context) => {
    const repository = readRepository(twin, context);
    const suite = twin.store.suites.get(keyOf(repository), readNumber(context, 'id'));
    if (suite === undefined) throw notFound();
    const runs = listCheckRuns(twin, suite.repo, suite.headSha).filter(({ suiteId }) => suiteId === suite.id);
    return answerRuns(twin, context, repository, runs);
  });
  addRuns(twin, api);
  return api;
}

function addRuns(twin: Twin, api: Hono<Env, BlankSchema, '/repos/:owner/:name'>): void {
  api.post('/check-runs', async (context) => {
    const repository = readRepository(twin, context);
    requireInstallation(context);
    const body = await readBody(context, createSchema, 'CheckRun');
    if ((await readType(twin.pathOf(repository), body.head_sha)) !== 'commit') {
      throw invalid({
        resource: 'CheckRun',
        field: 'head_sha',
        code: 'invalid',
        message: `No commit found for SHA: ${body.head_sha}`,
      });
    }
    return context.json(toCheckRun(twin, repository, createRun(twin, repository, body)), 201);
  });
  api.get('/check-runs/:id', (context) => {
    const { repository, run } = readRun(twin, context);
    return context.json(toCheckRun(twin, repository, run));
  });
  api.patch('/check-runs/:id', async (context) => {
    const { repository, run } = readRun(twin, context);
    requireInstallation(context);
    // An app may change its own check runs only.
    if (run.app !== 'app') throw new GithubError(403, 'Resource not accessible by integration');
    const body = await readBody(context, updateSchema, 'CheckRun');
    const updated = twin.store.transaction(() => saveRun(twin, repository, { ...run, ...toPatch(twin, run, body) }, 'completed'));
    return context.json(toCheckRun(twin, repository, updated));
  });
  api.get('/check-runs/:id/annotations', (context) => context.json(paginate(context, readRun(twin, context).run.annotations)));
}

function requireInstallation(context: Context<Env>): void {
  if (context.get('actor').type !== 'installation') throw new GithubError(403, 'You must authenticate via a GitHub App.');
}

async function readSha(twin: Twin, context: Context<Env>, repository: RepositoryRecord): Promise<string> {
  const ref = readRest(context, 'ref');
  const sha = await resolveCommit(twin.pathOf(repository), ref.replace(/^heads\//, ''));
  if (sha === undefined) throw new GithubError(422, `No commit found for SHA: ${ref}`);
  return sha;
}

function answerRuns(twin: Twin, context: Context<Env>, repository: RepositoryRecord, runs: readonly CheckRunRecord[]): Response {
  const { check_name: name, status } = context.req.query();
  const selected = runs.filter(
    (run) => (name === undefined || run.name === name) && (status === undefined || run.status === status),
  );
  const check_runs = paginate(context, selected).map((run) => toCheckRun(twin, repository, run));
  return context.json({ total_count: selected.length, check_runs });
}

function readRun(twin: Twin, context: Context<Env>): { repository: RepositoryRecord; run: CheckRunRecord } {
  const repository = readRepository(twin, context);
  const run = twin.store.checkRuns.get(keyOf(repository), readNumber(context, 'id'));
  if (run === undefined) throw notFound();
  return { repository, run };
}

function createRun(twin: Twin, repository: RepositoryRecord, body: z.infer<typeof createSchema>): CheckRunRecord {
  return twin.store.transaction(() => {
    const repo = keyOf(repository);
    const empty: CheckRunRecord = {
      id: twin.store.checkRuns.next(),
      repo,
      suiteId: ensureSuite(twin, repo, body.head_sha).id,
      app: 'app',
      name: body.name,
      headSha: body.head_sha,
      status: 'queued',
      conclusion: null,
      startedAt: toUtc(twin.now()),
      completedAt: null,
      externalId: '',
      detailsUrl: null,
      title: null,
      summary: null,
      text: null,
      annotations: [],
    };
    return saveRun(twin, repository, { ...empty, ...toPatch(twin, empty, body) }, 'created');
  });
}

function toPatch(twin: Twin, run: CheckRunRecord, body: Update): Partial<CheckRunRecord> {
  const conclusion = body.conclusion ?? run.conclusion;
  // A conclusion alone completes a check run.
  const status = body.conclusion === undefined ? (body.status ?? run.status) : 'completed';
  if (status === 'completed' && conclusion === null) {
    throw invalid({ resource: 'CheckRun', field: 'conclusion', code: 'missing_field' });
  }
  const completed = status === 'completed';
  return {
    ...toTexts(run, body),
    status,
    conclusion: completed ? conclusion : null,
    completedAt: completed ? toUtc(body.completed_at ?? twin.now()) : null,
  };
}

function toTexts(run: CheckRunRecord, body: Update): Partial<CheckRunRecord> {
  const { output, started_at: startedAt } = body;
  const texts = {
    name: body.name ?? run.name,
    startedAt: startedAt === undefined ? run.startedAt : toUtc(startedAt),
    externalId: body.external_id ?? run.externalId,
    detailsUrl: body.details_url ?? run.detailsUrl,
  };
  if (output === undefined) return texts;
  const { title = null, summary, text = null } = output;
  return { ...texts, title, summary, text, annotations: [...run.annotations, ...output.annotations] };
}

function ensureSuite(twin: Twin, repo: string, headSha: string): SuiteRecord {
  const found = twin.store.suites.listOf(repo, headSha).find((suite) => suite.app === 'app');
  if (found !== undefined) return found;
  const now = toUtc(twin.now());
  const id = twin.store.suites.next();
  const dates = { createdAt: now, updatedAt: now };
  const suite: SuiteRecord = { id, repo, app: 'app', headSha, headBranch: null, status: 'queued', conclusion: null, ...dates };
  twin.store.suites.put(suite);
  return suite;
}

function saveRun(twin: Twin, repository: RepositoryRecord, run: CheckRunRecord, action: 'created' | 'completed'): CheckRunRecord {
  const { store } = twin;
  store.checkRuns.put(run);
  if (action === 'created') emitCheckRun(twin, repository, 'created', run);
  if (run.status === 'completed') emitCheckRun(twin, repository, 'completed', run);
  const suite = store.suites.get(run.repo, run.suiteId);
  if (suite === undefined) return run;
  const runs = listCheckRuns(twin, run.repo, run.headSha).filter(({ suiteId }) => suiteId === suite.id);
  const done = runs.every(({ status }) => status === 'completed');
  const bad = runs.find(({ conclusion }) => conclusion !== 'success' && conclusion !== 'neutral' && conclusion !== 'skipped');
  const updated: SuiteRecord = {
    ...suite,
    status: done ? 'completed' : 'in_progress',
    conclusion: done ? (bad?.conclusion ?? 'success') : null,
    updatedAt: toUtc(twin.now()),
  };
  store.suites.put(updated);
  if (done && suite.status !== 'completed') emitSuite(twin, repository, 'completed', updated);
  return run;
}
