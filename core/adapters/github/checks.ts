import type { Check } from '#domain/ci.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { readPages } from './pages.ts';
import type { RepoSession, Sessions } from './session.ts';

type Part = Pick<RepoHost, 'readChecks' | 'rerunFailedChecks'>;

/** How CI stands for a commit: check runs of apps and Actions, and the older commit statuses. */
export function openChecks(sessions: Sessions): Part {
  return {
    readChecks: (repo, headSha, since) =>
      sessions.within(repo, async (session) => {
        const all = [...(await readRuns(session, headSha)), ...(await readStatuses(session, headSha))];
        const counting = all.filter(
          ({ startedAt }) => since === undefined || startedAt === undefined || isAfter(startedAt, since),
        );
        const checks = counting.map(({ check }) => check).filter((check) => check !== undefined);
        const ended = counting.length > 0 && checks.length === counting.length;
        return { concluded: ended && !(await isMoreComing(session, headSha)), checks };
      }),
    rerunFailedChecks: (repo, headSha) =>
      sessions.within(repo, async (session) => {
        const { client, at } = session;
        const runs = await listRuns(session, headSha);
        const failed = runs.filter(({ status, conclusion }) => status === 'completed' && isFailed(conclusion));
        for (const { id } of failed) await client.rest.actions.reRunWorkflowFailedJobs({ ...at, run_id: id });
      }),
  };
}

/** The runs of Actions for a commit. */
export function listRuns({ client, at }: RepoSession, head_sha: string) {
  return readPages(async (page) => {
    const { data, headers } = await client.rest.actions.listWorkflowRunsForRepo({ ...at, head_sha, ...page });
    return { items: data.workflow_runs, link: headers.link };
  });
}

/** The newest status of each context; Octokit itself cannot page them. */
export function listStatuses({ client, at }: RepoSession, ref: string) {
  return readPages(async (page) => {
    const { data, headers } = await client.rest.repos.getCombinedStatusForRef({ ...at, ref, ...page });
    return { items: data.statuses, link: headers.link };
  });
}

/** A check as it stands; without `check` it has not ended. */
interface Standing {
  /** Undefined while it has not begun. */
  readonly startedAt: string | undefined;
  readonly check: Check | undefined;
}

/** GitHub's times have whole seconds, so a check of the same second counts. */
function isAfter(startedAt: string, since: string): boolean {
  return Math.floor(new Date(startedAt).getTime() / 1_000) >= Math.floor(new Date(since).getTime() / 1_000);
}

async function readRuns({ client, at }: RepoSession, ref: string): Promise<Standing[]> {
  const runs = await client.paginate(client.rest.checks.listForRef, { ...at, ref, filter: 'latest', per_page: 100 });
  return runs.map((run) => ({
    startedAt: run.started_at ?? undefined,
    check:
      run.status === 'completed'
        ? { name: run.name, conclusion: toConclusion(run.conclusion), url: run.html_url ?? run.details_url ?? '' }
        : undefined,
  }));
}

const CONCLUSIONS: Readonly<Record<string, Check['conclusion']>> = {
  success: 'success',
  failure: 'failure',
  neutral: 'neutral',
  cancelled: 'cancelled',
  skipped: 'skipped',
  timed_out: 'timed_out',
  action_required: 'action_required',
  // GitHub gives up on a check that was not heard of for two weeks.
  stale: 'cancelled',
};

/** What GitHub may add one day, such as `startup_failure`, is no success. */
function toConclusion(conclusion: string | null): Check['conclusion'] {
  return CONCLUSIONS[conclusion ?? ''] ?? 'failure';
}

function isFailed(conclusion: string | null): boolean {
  return !['success', 'neutral', 'skipped'].includes(toConclusion(conclusion));
}

async function readStatuses(session: RepoSession, ref: string): Promise<Standing[]> {
  const statuses = await listStatuses(session, ref);
  return statuses.map((status) => ({
    startedAt: status.created_at,
    check:
      status.state === 'pending'
        ? undefined
        : {
            name: status.context,
            conclusion: status.state === 'success' ? 'success' : 'failure',
            url: status.target_url ?? '',
          },
  }));
}

/** Actions creates the check of a job when the jobs it needs have ended; until the suite ends, more may come. */
async function isMoreComing({ client, at }: RepoSession, ref: string): Promise<boolean> {
  const suites = await readPages(async (page) => {
    const { data, headers } = await client.rest.checks.listSuitesForRef({ ...at, ref, ...page });
    return { items: data.check_suites, link: headers.link };
  });
  // Suites of apps that never report anything stay queued for ever.
  return suites.some(
    (suite) => suite.status !== 'completed' && (suite.app?.slug === 'github-actions' || suite.latest_check_runs_count > 0),
  );
}
