import { createHash } from 'node:crypto';
import type { CheckRunRecord, CommitStatusRecord, JobRecord, SuiteRecord, WorkflowRunRecord } from '../state/checks.ts';
import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import { listPullsAt } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { nodeId, toApp, toUser } from './identity.ts';

/** The open pull requests of a commit, as checks name them. */
function toPullRefs(twin: Twin, repository: RepositoryRecord, repo: string, sha: string) {
  const url = twin.links.api(`/repos/${fullNameOf(repository)}`);
  const inside = { id: repository.id, url, name: repository.name };
  return listPullsAt(twin.store, repo, sha).map((pull) => ({
    url: `${url}/pulls/${pull.number}`,
    id: pull.id,
    number: pull.number,
    head: { ...pull.head, repo: inside },
    base: { ...pull.base, repo: inside },
  }));
}

export function toSuite(twin: Twin, repository: RepositoryRecord, suite: SuiteRecord) {
  const url = twin.links.api(`/repos/${fullNameOf(repository)}/check-suites/${suite.id}`);
  const runs = twin.store.checkRuns.listOf(suite.repo, suite.headSha).filter(({ suiteId }) => suiteId === suite.id);
  return {
    id: suite.id,
    node_id: nodeId('CheckSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: suite.status,
    conclusion: suite.conclusion,
    url,
    before: null,
    after: suite.headSha,
    pull_requests: toPullRefs(twin, repository, suite.repo, suite.headSha),
    app: toApp(twin, suite.app),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
  };
}

export function toCheckRun(twin: Twin, repository: RepositoryRecord, run: CheckRunRecord) {
  const fullName = fullNameOf(repository);
  const url = twin.links.api(`/repos/${fullName}/check-runs/${run.id}`);
  const page = twin.links.page(`/${fullName}/runs/${run.id}`);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: run.detailsUrl ?? page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: toApp(twin, run.app),
    pull_requests: toPullRefs(twin, repository, run.repo, run.headSha),
  };
}

export function toStatus(twin: Twin, repository: RepositoryRecord, status: CommitStatusRecord) {
  return {
    url: twin.links.api(`/repos/${fullNameOf(repository)}/statuses/${status.sha}`),
    avatar_url: '',
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: toUser(twin, status.user),
  };
}

export function toWorkflowRun(twin: Twin, repository: RepositoryRecord, run: WorkflowRunRecord) {
  const fullName = fullNameOf(repository);
  const url = twin.links.api(`/repos/${fullName}/actions/runs/${run.id}`);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('WorkflowRun', run.id),
    check_suite_id: run.suiteId,
    check_suite_node_id: nodeId('CheckSuite', run.suiteId),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: workflowIdOf(run.path),
    url,
    html_url: twin.links.page(`/${fullName}/actions/runs/${run.id}`),
    pull_requests: toPullRefs(twin, repository, run.repo, run.headSha),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.startedAt,
    actor: toUser(twin, run.actor),
    triggering_actor: toUser(twin, run.actor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: twin.links.api(`/repos/${fullName}/check-suites/${run.suiteId}`),
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: twin.links.api(`/repos/${fullName}/actions/workflows/${workflowIdOf(run.path)}`),
    repository: { id: repository.id, name: repository.name, full_name: fullName },
    head_repository: { id: repository.id, name: repository.name, full_name: fullName },
  };
}

/** A workflow file's id: stable for its path. */
export function workflowIdOf(path: string): number {
  return createHash('sha256').update(path).digest().readUIntBE(0, 4);
}

export function toJob(twin: Twin, repository: RepositoryRecord, run: WorkflowRunRecord, job: JobRecord) {
  const fullName = fullNameOf(repository);
  const api = twin.links.api(`/repos/${fullName}`);
  return {
    id: job.id,
    run_id: job.runId,
    run_url: `${api}/actions/runs/${job.runId}`,
    run_attempt: job.attempt,
    workflow_name: run.name,
    node_id: nodeId('Job', job.id),
    head_sha: run.headSha,
    head_branch: run.headBranch,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: jobPage(twin, fullName, job),
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt ?? job.createdAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map(({ startedAt, completedAt, ...step }) => ({
      ...step,
      started_at: startedAt,
      completed_at: completedAt,
    })),
    check_run_url: `${api}/check-runs/${job.checkRunId}`,
    labels: [],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
  };
}

/** The page on which people read a job's log. */
export function jobPage(twin: Twin, fullName: string, job: { id: number; runId: number }): string {
  return twin.links.page(`/${fullName}/actions/runs/${job.runId}/job/${job.id}`);
}
