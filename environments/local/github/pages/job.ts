import { html } from 'hono/html';
import type { JobRecord, WorkflowRunRecord } from '../state/checks.ts';
import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import { badge, type Html, page } from './layout.ts';
import { crumbsOf } from './repository.ts';

/** A workflow run with its jobs. */
export function runPage(repository: RepositoryRecord, run: WorkflowRunRecord, jobs: readonly JobRecord[]): Html {
  const base = `/${fullNameOf(repository)}/actions/runs/${run.id}`;
  const rows = jobs.map(
    (job) => html`<li>${badge(job.conclusion ?? job.status)} <a href="${base}/job/${job.id}">${job.name}</a></li>`,
  );
  const content = html`<h1>${run.name} #${run.number} ${badge(run.conclusion ?? run.status)}</h1>
    <p class="soft">${run.event} on ${run.headBranch}, <a href="/${fullNameOf(repository)}/commit/${run.headSha}">${run.headSha.slice(0, 7)}</a>,
    attempt ${run.attempt}</p><ul class="plain">${rows}</ul>`;
  return page(`${run.name} #${run.number}`, [crumbsOf(repository)], content);
}

/** A job with its steps and its whole log. */
export function jobPage(repository: RepositoryRecord, job: JobRecord, log: string): Html {
  const steps = job.steps.map((step) => html`<li>${badge(step.conclusion ?? step.status)} ${step.name}</li>`);
  const run = `/${fullNameOf(repository)}/actions/runs/${job.runId}`;
  const content = html`<h1>${job.name} ${badge(job.conclusion ?? job.status)}</h1>
    <p><a href="${run}">The whole run</a></p><ul class="plain">${steps}</ul>
    <h2>Log</h2><pre>${log === '' ? 'Nothing yet.' : log}</pre>`;
  return page(job.name, [crumbsOf(repository)], content);
}
