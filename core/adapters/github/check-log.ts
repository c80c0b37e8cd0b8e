import { UpstreamError } from '#domain/errors.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { listRuns, listStatuses } from './checks.ts';
import type { RepoSession, Sessions } from './session.ts';
import { hasStatus } from './to-error.ts';

/** A log that takes longer to arrive is read as far as it came, in milliseconds. */
const MAX_DOWNLOAD = 600_000;

/** The log of a check: of the Actions job of that name, else what the check run says about itself. */
export function openCheckLog(sessions: Sessions, send: typeof fetch = fetch): Pick<RepoHost, 'streamCheckLog'> {
  return {
    streamCheckLog: async function* (repo, headSha, checkName) {
      const address = await sessions.within(repo, async (session) => {
        const job = await findJob(session, headSha, checkName);
        return job === undefined ? undefined : findAddress(session, job);
      });
      const log = address === undefined ? undefined : await open(address, send);
      if (log) yield* readAll(log);
      else yield await sessions.within(repo, (session) => readOutput(session, headSha, checkName));
    },
  };
}

async function findJob(session: RepoSession, headSha: string, name: string): Promise<number | undefined> {
  const { client, at } = session;
  const runs = await listRuns(session, headSha);
  const jobs = await Promise.all(
    runs.map((run) => {
      const filter = { ...at, run_id: run.id, filter: 'latest', per_page: 100 } as const;
      return client.paginate(client.rest.actions.listJobsForWorkflowRun, filter);
    }),
  );
  const named = jobs.flat().filter((job) => job.name === name && job.status === 'completed');
  const job = named.find(({ conclusion }) => conclusion !== 'success') ?? named[0];
  return job?.id;
}

/** Where the text is: GitHub sends one elsewhere for it, with an address that needs no credentials and lives for a minute. */
async function findAddress({ client, at }: RepoSession, job_id: number): Promise<string | undefined> {
  const request = { redirect: 'manual', parseSuccessResponseBody: false } as const;
  try {
    const { headers } = await client.rest.actions.downloadJobLogsForWorkflowRun({ ...at, job_id, request });
    return headers.location;
  } catch (error) {
    // Not written yet, or deleted after its time.
    if (hasStatus(error, 404, 410)) return undefined;
    throw error;
  }
}

async function open(address: string, send: typeof fetch): Promise<Response['body'] | undefined> {
  const response = await send(address, { signal: AbortSignal.timeout(MAX_DOWNLOAD) }).catch(unreadable);
  if (response.ok) return response.body ?? undefined;
  await response.body?.cancel();
  if (response.status === 404 || response.status === 410) return undefined;
  return unreadable(`HTTP ${response.status}`);
}

async function* readAll(body: NonNullable<Response['body']>): AsyncGenerator<string> {
  try {
    yield* body.pipeThrough(new TextDecoderStream());
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'TimeoutError')) unreadable(error);
  }
}

function unreadable(cause: unknown): never {
  throw new UpstreamError(`The log of a check could not be read: ${String(cause)}`, {
    code: 'GITHUB_UNREACHABLE',
    kind: 'network',
    cause,
  });
}

async function readOutput(session: RepoSession, ref: string, check_name: string): Promise<string> {
  const { client, at } = session;
  const { data } = await client.rest.checks.listForRef({ ...at, ref, check_name, filter: 'latest' });
  const output = data.check_runs[0]?.output;
  if (output !== undefined) return [output.title, output.summary, output.text].filter(Boolean).join('\n\n');
  const statuses = await listStatuses(session, ref);
  return statuses.find(({ context }) => context === check_name)?.description ?? '';
}
