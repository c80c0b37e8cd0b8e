import { join } from 'node:path';
import { decideJob } from '../../ci/decide-job.ts';
import type { Context } from '../../ci/expression.ts';
import type { JobOrder, Runner } from '../../ci/runner.ts';
import type { WorkflowJob, WorkflowStep } from '../../ci/workflow.ts';
import type { JobRecord, RunKey, WorkflowRunRecord } from '../state/checks.ts';
import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import { listLiveRuns } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { reportFinished, reportStarted, reportStep, requeue } from './report.ts';
import { listJobs } from './start-runs.ts';
import { readWorkflow } from './workflows.ts';

export interface Scheduler {
  /** Gives every job of this run that may run to the runner. */
  wake(run: RunKey): void;
  /** Waits until nothing is being decided any more. */
  close(): Promise<void>;
}

/** Leads recorded runs to their end; jobs that a killed predecessor left running are run again. */
export function openScheduler(twin: Twin, runner: Runner): Scheduler {
  const submitted = new Set<number>();
  let closed = false;
  let last: Promise<void> = Promise.resolve();
  const wake = (key: RunKey): void => {
    if (!closed) last = advanceAfter(last, key);
  };
  const advanceAfter = async (before: Promise<void>, { repo, id }: RunKey): Promise<void> => {
    await before;
    const run = twin.store.runs.get(repo, id);
    if (run && run.status !== 'completed') await advance(twin, run, submit).catch(tell);
  };
  const tell = (error: unknown): void => twin.logger.error('a CI run could not be advanced', { error: String(error) });
  const submit = (order: JobOrder, run: RunKey): void => {
    if (closed || submitted.has(order.id)) return;
    submitted.add(order.id);
    runner.submit({
      ...order,
      onFinished: (conclusion) => {
        order.onFinished(conclusion);
        submitted.delete(order.id);
        wake(run);
      },
    });
  };
  for (const run of listLiveRuns(twin.store)) {
    for (const job of listJobs(twin, run)) if (job.status === 'in_progress') requeue(twin, job);
    wake(run);
  }
  return {
    wake,
    close: async () => {
      closed = true;
      await last;
    },
  };
}

async function advance(twin: Twin, run: WorkflowRunRecord, submit: (order: JobOrder, run: RunKey) => void): Promise<void> {
  const repository = twin.store.repositories.get(run.repo);
  if (repository === undefined) return;
  const file = await readWorkflow(twin.pathOf(repository), run.headSha, run.path);
  for (const queued of listJobs(twin, run).filter(({ status }) => status === 'queued')) {
    const definition = file?.workflow.jobs.find(({ key }) => key === queued.key);
    const place = { repository, repo: run.repo, jobId: queued.id };
    if (definition === undefined) {
      reportFinished(twin, place, 'failure');
      continue;
    }
    const github = githubContext(twin, repository, run, queued);
    // A job that was skipped a moment ago decides about those that need it.
    const states = listJobs(twin, run);
    const needs = definition.needs.map((need) => states.find(({ key }) => key === need)?.conclusion ?? undefined);
    const decision = decideJob(definition, needs, github);
    if (decision.type === 'skip') reportFinished(twin, place, 'skipped');
    if (decision.type === 'run') submit(toOrder(twin, { repository, run, queued, github }, decision.job), run);
  }
}

interface Queued {
  readonly repository: RepositoryRecord;
  readonly run: WorkflowRunRecord;
  readonly queued: JobRecord;
  readonly github: Context;
}

function toOrder(twin: Twin, { repository, run, queued, github }: Queued, job: WorkflowJob): JobOrder {
  const place = { repository, repo: run.repo, jobId: queued.id };
  return {
    id: queued.id,
    repositoryPath: twin.pathOf(repository),
    sha: run.headSha,
    job,
    github,
    logFile: logFileOf(twin, queued),
    onStarted: () => reportStarted(twin, place, job.steps.map(stepName)),
    onStep: (index, conclusion) => reportStep(twin, place, index, conclusion),
    onFinished: (conclusion) => reportFinished(twin, place, conclusion),
  };
}

function stepName(step: WorkflowStep): string {
  return step.name ?? `Run ${step.uses ?? step.run?.trim().split('\n')[0] ?? ''}`;
}

/** Where the log of a job is kept. */
export function logFileOf(twin: Twin, job: Pick<JobRecord, 'checkRunId'>): string {
  // A job that was not run again shares its check run, and so its log, with the earlier attempt.
  return join(twin.logDir, `${job.checkRunId}.log`);
}

/** The `github.*` values; a pull request is checked out at its head, not at a merge with its base. */
function githubContext(twin: Twin, repository: RepositoryRecord, run: WorkflowRunRecord, job: JobRecord): Context {
  return {
    'github.sha': run.headSha,
    'github.ref': `refs/heads/${run.headBranch}`,
    'github.ref_name': run.headBranch,
    'github.ref_type': 'branch',
    'github.head_ref': run.baseBranch === null ? '' : run.headBranch,
    'github.base_ref': run.baseBranch ?? '',
    'github.event_name': run.event,
    'github.repository': fullNameOf(repository),
    'github.repository_owner': repository.owner,
    'github.actor': run.actor,
    'github.workflow': run.name,
    'github.job': job.key,
    'github.run_id': String(run.id),
    'github.run_number': String(run.number),
    'github.run_attempt': String(run.attempt),
    'github.server_url': twin.links.page(''),
    'github.api_url': twin.links.api(''),
  };
}
