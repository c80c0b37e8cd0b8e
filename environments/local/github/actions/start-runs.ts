import { type CiEvent, isTriggered } from '../../ci/is-triggered.ts';
import { toUtc } from '../git/objects.ts';
import { jobPage } from '../render/check.ts';
import type { CheckRunRecord, JobRecord, SuiteRecord, WorkflowRunRecord } from '../state/checks.ts';
import { fullNameOf, keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { saveRun, takeRunNumber } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { emitCheckRun, emitRun, emitSuite } from './events.ts';
import type { WorkflowFile } from './workflows.ts';

export interface Trigger {
  readonly repository: RepositoryRecord;
  readonly event: CiEvent;
  readonly sha: string;
  readonly headBranch: string;
  /** First line of the commit's message. */
  readonly title: string;
  readonly actor: string;
  readonly files: readonly WorkflowFile[];
}

/**
 * Records a run for each workflow that the event triggers; call it in the transaction that records the event. A workflow
 * runs once per commit: github.com would run it again when a push and a pull request both ask for it.
 */
export function startRuns(twin: Twin, trigger: Trigger): void {
  const repo = keyOf(trigger.repository);
  const existing = twin.store.runs.listOf(repo, trigger.sha);
  for (const file of trigger.files) {
    const wanted = file.broken || isTriggered(file.workflow, trigger.event);
    if (wanted && !existing.some((run) => run.path === file.path)) startRun(twin, trigger, file);
  }
}

function startRun(twin: Twin, trigger: Trigger, file: WorkflowFile): void {
  const { repository, event, sha, headBranch, title, actor } = trigger;
  const { store } = twin;
  const repo = keyOf(repository);
  const now = toUtc(twin.now());
  const suite: SuiteRecord = {
    id: store.suites.next(),
    repo,
    app: 'github-actions',
    headSha: sha,
    headBranch,
    status: 'queued',
    conclusion: null,
    createdAt: now,
    updatedAt: now,
  };
  const run: WorkflowRunRecord = {
    id: store.runs.next(),
    repo,
    path: file.path,
    name: file.workflow.name,
    number: takeRunNumber(store, repo, file.path),
    attempt: 1,
    event: event.name,
    headBranch,
    baseBranch: event.name === 'pull_request' ? event.branch : null,
    headSha: sha,
    title,
    status: 'queued',
    conclusion: null,
    suiteId: suite.id,
    actor,
    createdAt: now,
    startedAt: now,
    updatedAt: now,
  };
  store.suites.put(suite);
  saveRun(store, run);
  emitSuite(twin, repository, 'requested', suite);
  emitRun(twin, repository, 'requested', run);
  for (const { key, name } of file.workflow.jobs) queueJob(twin, repository, run, { key, name });
  twin.wakeCi(run);
}

/** Records a queued job of the run's present attempt with its check run. */
export function queueJob(
  twin: Twin,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
  { key, name }: { key: string; name: string },
): void {
  const { store } = twin;
  const id = store.jobs.next();
  const checkRun: CheckRunRecord = {
    id: store.checkRuns.next(),
    repo: run.repo,
    suiteId: run.suiteId,
    app: 'github-actions',
    name,
    headSha: run.headSha,
    status: 'queued',
    conclusion: null,
    startedAt: null,
    completedAt: null,
    externalId: String(id),
    detailsUrl: jobPage(twin, fullNameOf(repository), { id, runId: run.id }),
    title: null,
    summary: null,
    text: null,
    annotations: [],
  };
  const job: JobRecord = {
    id,
    repo: run.repo,
    runId: run.id,
    attempt: run.attempt,
    key,
    name,
    checkRunId: checkRun.id,
    status: 'queued',
    conclusion: null,
    createdAt: toUtc(twin.now()),
    startedAt: null,
    completedAt: null,
    steps: [],
  };
  store.checkRuns.put(checkRun);
  store.jobs.put(job);
  emitCheckRun(twin, repository, 'created', checkRun);
}

/** The jobs of a run's attempt, in the order of the file. */
export function listJobs(twin: Twin, run: WorkflowRunRecord, attempt = run.attempt): JobRecord[] {
  return twin.store.jobs.listOf(run.repo, run.id).filter((job) => job.attempt === attempt);
}
