import { type Context, Hono } from 'hono';
import type { BlankSchema } from 'hono/types';
import { readJobLog } from '../../ci/job-log.ts';
import { rerun } from '../actions/rerun.ts';
import { logFileOf } from '../actions/scheduler.ts';
import { listJobs } from '../actions/start-runs.ts';
import { type Env, paginate, readNumber, readRepository } from '../http/api.ts';
import { notFound } from '../http/errors.ts';
import { toJob, toWorkflowRun, workflowIdOf } from '../render/check.ts';
import type { JobRecord, WorkflowRunRecord } from '../state/checks.ts';
import { fullNameOf, keyOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';

type Api = Hono<Env, BlankSchema, '/repos/:owner/:name/actions'>;

/** Workflow runs, their jobs and logs. */
export function actionRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name/actions');
  api.get('/runs', (context) => {
    const repository = readRepository(twin, context);
    const runs = selectRuns(twin.store.runs.list(keyOf(repository)), context.req.query());
    const workflow_runs = paginate(context, runs).map((run) => toWorkflowRun(twin, repository, run));
    return context.json({ total_count: runs.length, workflow_runs });
  });
  api.get('/workflows', (context) => {
    const repository = readRepository(twin, context);
    const runs = twin.store.runs.list(keyOf(repository));
    const paths = [...new Map(runs.map((run) => [run.path, run.name])).entries()];
    const workflows = paginate(context, paths).map(([path, name]) => ({ id: workflowIdOf(path), name, path, state: 'active' }));
    return context.json({ total_count: paths.length, workflows });
  });
  api.get('/runs/:run', (context) => {
    const { repository, run } = readRun(twin, context);
    return context.json(toWorkflowRun(twin, repository, run));
  });
  api.get('/runs/:run/jobs', (context) => {
    const { run, repository } = readRun(twin, context);
    const all = Array.from({ length: run.attempt }, (_, at) => at + 1);
    const attempts = context.req.query('filter') === 'all' ? all : [run.attempt];
    return answerJobs(twin, context, { repository, run, attempts });
  });
  api.get('/runs/:run/attempts/:attempt/jobs', (context) => {
    const { run, repository } = readRun(twin, context);
    return answerJobs(twin, context, { repository, run, attempts: [readNumber(context, 'attempt')] });
  });
  addJobs(twin, api);
  addReruns(twin, api);
  return api;
}

function addJobs(twin: Twin, api: Api): void {
  api.get('/jobs/:job', (context) => {
    const { repository, run, job } = readJob(twin, context);
    return context.json(toJob(twin, repository, run, job));
  });
  api.get('/jobs/:job/logs', (context) => {
    const { repository, job } = readJob(twin, context);
    if (job.status !== 'completed') throw notFound();
    // github.com, too, sends one elsewhere for the text.
    return context.redirect(twin.links.page(`/${fullNameOf(repository)}/actions/jobs/${job.id}/log.txt`), 302);
  });
}

function addReruns(twin: Twin, api: Api): void {
  api.post('/runs/:run/rerun', async (context) => {
    const { repository, run } = readRun(twin, context);
    await rerun(twin, repository, run, false);
    return context.json({}, 201);
  });
  api.post('/runs/:run/rerun-failed-jobs', async (context) => {
    const { repository, run } = readRun(twin, context);
    await rerun(twin, repository, run, true);
    return context.json({}, 201);
  });
}

function selectRuns(runs: readonly WorkflowRunRecord[], query: Record<string, string>): WorkflowRunRecord[] {
  const { branch, head_sha: sha, event, status } = query;
  const selected = runs.filter(
    (run) =>
      (branch === undefined || run.headBranch === branch) &&
      (sha === undefined || run.headSha === sha) &&
      (event === undefined || run.event === event) &&
      (status === undefined || run.status === status || run.conclusion === status),
  );
  return selected.toReversed();
}

function readRun(twin: Twin, context: Context<Env>): { repository: RepositoryRecord; run: WorkflowRunRecord } {
  const repository = readRepository(twin, context);
  const run = twin.store.runs.get(keyOf(repository), readNumber(context, 'run'));
  if (run === undefined) throw notFound();
  return { repository, run };
}

function readJob(twin: Twin, context: Context<Env>): { repository: RepositoryRecord; run: WorkflowRunRecord; job: JobRecord } {
  const repository = readRepository(twin, context);
  const job = twin.store.jobs.get(keyOf(repository), readNumber(context, 'job'));
  const run = job === undefined ? undefined : twin.store.runs.get(keyOf(repository), job.runId);
  if (job === undefined || run === undefined) throw notFound();
  return { repository, run, job };
}

interface Attempts {
  readonly repository: RepositoryRecord;
  readonly run: WorkflowRunRecord;
  readonly attempts: readonly number[];
}

function answerJobs(twin: Twin, context: Context<Env>, { repository, run, attempts }: Attempts): Response {
  const jobs = attempts.flatMap((attempt) => listJobs(twin, run, attempt));
  return context.json({
    total_count: jobs.length,
    jobs: paginate(context, jobs).map((job) => toJob(twin, repository, run, job)),
  });
}

/** The text of a job's log. */
export function readLog(twin: Twin, job: JobRecord): string {
  return readJobLog(logFileOf(twin, job));
}
