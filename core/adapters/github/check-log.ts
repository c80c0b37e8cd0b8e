import type { RepoHost } from '#ports/repo-host.ts';
import type { RepoSession, Sessions } from './session.ts';
import { hasStatus } from './to-error.ts';

/** The log of a check: of the Actions job of that name, else what the check run says about itself. */
export function openCheckLog(sessions: Sessions): Pick<RepoHost, 'readCheckLog'> {
  return {
    readCheckLog: (repo, headSha, checkName, maxBytes) =>
      sessions.within(repo, async (session) => {
        const log = (await readJobLog(session, headSha, checkName)) ?? (await readOutput(session, headSha, checkName));
        return tail(log, maxBytes);
      }),
  };
}

async function readJobLog(session: RepoSession, headSha: string, name: string): Promise<string | undefined> {
  const { client, at } = session;
  const runs = await client.rest.actions.listWorkflowRunsForRepo({ ...at, head_sha: headSha, per_page: 100 });
  const jobs = await Promise.all(
    runs.data.workflow_runs.map((run) => {
      const filter = { ...at, run_id: run.id, filter: 'latest', per_page: 100 } as const;
      return client.paginate(client.rest.actions.listJobsForWorkflowRun, filter);
    }),
  );
  const named = jobs.flat().filter((job) => job.name === name && job.status === 'completed');
  const job = named.find(({ conclusion }) => conclusion !== 'success') ?? named[0];
  return job === undefined ? undefined : download(session, job.id);
}

async function download({ client, at }: RepoSession, job_id: number): Promise<string | undefined> {
  try {
    const { data } = await client.rest.actions.downloadJobLogsForWorkflowRun({ ...at, job_id });
    return toText(data);
  } catch (error) {
    // Not written yet, or deleted after its time.
    if (hasStatus(error, 404, 410)) return undefined;
    throw error;
  }
}

function toText(data: unknown): string | undefined {
  if (typeof data === 'string') return data;
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : undefined;
}

async function readOutput({ client, at }: RepoSession, ref: string, check_name: string): Promise<string> {
  const { data } = await client.rest.checks.listForRef({ ...at, ref, check_name, filter: 'latest' });
  const output = data.check_runs[0]?.output;
  if (output !== undefined) return [output.title, output.summary, output.text].filter(Boolean).join('\n\n');
  const statuses = await client.rest.repos.getCombinedStatusForRef({ ...at, ref, per_page: 100 });
  return statuses.data.statuses.find(({ context }) => context === check_name)?.description ?? '';
}

/** The end of a text, from the beginning of a line where there is one. */
function tail(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) return text;
  // The cut may have gone through a character; what is left of it is dropped with the rest of its line.
  const end = bytes.subarray(bytes.length - maxBytes).toString('utf8');
  const line = end.indexOf('\n') + 1;
  return line > 0 && line < end.length ? end.slice(line) : end.replace(/^�+/, '');
}
