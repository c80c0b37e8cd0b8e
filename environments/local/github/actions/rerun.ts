import { toUtc } from '../git/objects.ts';
import { GithubError } from '../http/errors.ts';
import type { JobRecord, WorkflowRunRecord } from '../state/checks.ts';
import type { RepositoryRecord } from '../state/repositories.ts';
import { saveRun } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { emitRun } from './events.ts';
import { listJobs, queueJob } from './start-runs.ts';
import { readWorkflow } from './workflows.ts';

/** Runs a completed run again: all jobs, or those that failed and those that need them. @throws GithubError 403 */
export async function rerun(
  twin: Twin,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
  onlyFailed: boolean,
): Promise<void> {
  const file = await readWorkflow(twin.pathOf(repository), run.headSha, run.path);
  twin.store.transaction(() => {
    const current = twin.store.runs.get(run.repo, run.id) ?? run;
    if (current.status !== 'completed') throw new GithubError(403, 'This workflow is already running');
    const before = listJobs(twin, current);
    const again = onlyFailed ? withDependents(before, (key) => needsOf(file?.workflow.jobs ?? [], key)) : before;
    if (again.length === 0) throw new GithubError(403, 'This workflow run has no failed jobs');
    const now = toUtc(twin.now());
    const next: WorkflowRunRecord = {
      ...current,
      attempt: current.attempt + 1,
      status: 'queued',
      conclusion: null,
      startedAt: now,
      updatedAt: now,
    };
    saveRun(twin.store, next);
    const suite = twin.store.suites.get(run.repo, run.suiteId);
    if (suite !== undefined) twin.store.suites.put({ ...suite, status: 'queued', conclusion: null, updatedAt: now });
    emitRun(twin, repository, 'requested', next);
    for (const job of before) {
      if (again.includes(job)) queueJob(twin, repository, next, job);
      else keepJob(twin, next, job);
    }
  });
  twin.wakeCi(run);
}

function needsOf(jobs: readonly { key: string; needs: readonly string[] }[], key: string): readonly string[] {
  return jobs.find((job) => job.key === key)?.needs ?? [];
}

function withDependents(jobs: readonly JobRecord[], needs: (key: string) => readonly string[]): readonly JobRecord[] {
  const keys = new Set(
    jobs.filter(({ conclusion }) => conclusion !== 'success' && conclusion !== 'skipped').map(({ key }) => key),
  );
  for (let size = -1; size !== keys.size; ) {
    size = keys.size;
    for (const { key } of jobs) if (needs(key).some((need) => keys.has(need))) keys.add(key);
  }
  return jobs.filter(({ key }) => keys.has(key));
}

/** A job that need not run again counts in the new attempt as it ended in the last one. */
function keepJob(twin: Twin, run: WorkflowRunRecord, job: JobRecord): void {
  twin.store.jobs.put({ ...job, id: twin.store.jobs.next(), attempt: run.attempt });
}
