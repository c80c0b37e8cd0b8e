import { toUtc } from '../git/objects.ts';
import type { CheckRunRecord, Conclusion, JobRecord, WorkflowRunRecord } from '../state/checks.ts';
import type { RepositoryRecord } from '../state/repositories.ts';
import { saveRun } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { emitCheckRun, emitRun, emitSuite } from './events.ts';
import { listJobs } from './start-runs.ts';

interface Place {
  readonly repository: RepositoryRecord;
  readonly repo: string;
  readonly jobId: number;
}

/** Records that a job has begun, with the names of its steps. */
export function reportStarted(twin: Twin, place: Place, steps: readonly string[]): void {
  change(twin, place, (job, run) => {
    const now = toUtc(twin.now());
    const pending = steps.map((name, at) => ({ name, number: at + 1, ...NOT_STARTED }));
    const started: JobRecord = { ...job, status: 'in_progress', startedAt: now, steps: pending };
    twin.store.jobs.put(started);
    updateCheckRun(twin, place, started);
    if (run.status === 'in_progress') return;
    moveRun(twin, place, { ...run, status: 'in_progress', updatedAt: now }, 'in_progress');
  });
}

const NOT_STARTED = { status: 'queued', conclusion: null, startedAt: null, completedAt: null } as const;

/** Records that a step has begun or, with a conclusion, ended. */
export function reportStep(twin: Twin, place: Place, index: number, conclusion: Conclusion | undefined): void {
  change(twin, place, (job) => {
    const now = toUtc(twin.now());
    const steps = job.steps.map((step, at) => {
      if (at !== index) return step;
      return conclusion === undefined
        ? { ...step, status: 'in_progress' as const, startedAt: now }
        : { ...step, status: 'completed' as const, conclusion, completedAt: now };
    });
    twin.store.jobs.put({ ...job, steps });
  });
}

/** Records how a job ended and, with its last job, how the run ended. */
export function reportFinished(twin: Twin, place: Place, conclusion: Conclusion): void {
  change(twin, place, (job, run) => {
    const now = toUtc(twin.now());
    const finished: JobRecord = { ...job, status: 'completed', conclusion, startedAt: job.startedAt ?? now, completedAt: now };
    twin.store.jobs.put(finished);
    const check = updateCheckRun(twin, place, finished);
    if (check !== undefined) emitCheckRun(twin, place.repository, 'completed', check);
    const all = listJobs(twin, run);
    if (all.some(({ status }) => status !== 'completed')) return;
    const whole = concludeRun(all.map((one) => one.conclusion));
    moveRun(twin, place, { ...run, status: 'completed', conclusion: whole, updatedAt: now }, 'completed');
  });
}

/** Puts a job whose runner was killed back into the queue. */
export function requeue(twin: Twin, job: JobRecord): void {
  twin.store.jobs.put({ ...job, status: 'queued', startedAt: null, steps: [] });
}

function concludeRun(conclusions: readonly (Conclusion | null)[]): Conclusion {
  if (conclusions.some((one) => one === 'failure' || one === 'timed_out')) return 'failure';
  if (conclusions.includes('cancelled')) return 'cancelled';
  return conclusions.every((one) => one === 'skipped') ? 'skipped' : 'success';
}

function change(twin: Twin, place: Place, apply: (job: JobRecord, run: WorkflowRunRecord) => void): void {
  twin.store.transaction(() => {
    const job = twin.store.jobs.get(place.repo, place.jobId);
    const run = job === undefined ? undefined : twin.store.runs.get(place.repo, job.runId);
    if (job === undefined || run === undefined) throw new Error(`there is no job ${place.jobId}`);
    apply(job, run);
  });
}

function updateCheckRun(twin: Twin, place: Place, job: JobRecord): CheckRunRecord | undefined {
  const check = twin.store.checkRuns.get(place.repo, job.checkRunId);
  if (check === undefined) return undefined;
  const { status, conclusion, startedAt, completedAt } = job;
  const failed = job.steps.find((step) => step.conclusion === 'failure');
  const summary = failed === undefined ? null : `The step "${failed.name}" failed.`;
  const updated: CheckRunRecord = { ...check, status, conclusion, startedAt, completedAt, summary };
  twin.store.checkRuns.put(updated);
  return updated;
}

function moveRun(twin: Twin, place: Place, run: WorkflowRunRecord, action: 'in_progress' | 'completed'): void {
  saveRun(twin.store, run);
  const suite = twin.store.suites.get(place.repo, run.suiteId);
  if (suite !== undefined) {
    const updated = { ...suite, status: run.status, conclusion: run.conclusion, updatedAt: run.updatedAt };
    twin.store.suites.put(updated);
    if (action === 'completed') emitSuite(twin, place.repository, 'completed', updated);
  }
  emitRun(twin, place.repository, action, run);
}
