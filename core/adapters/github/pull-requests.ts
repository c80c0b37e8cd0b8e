import type { Change } from '#domain/task.ts';
import type { Mergeability, PullRequestInput, RepoHost } from '#ports/repo-host.ts';
import { cut } from './cut.ts';
import type { RepoSession, Sessions } from './session.ts';
import { hasStatus, readHttpError } from './to-error.ts';

type Part = Pick<
  RepoHost,
  'ensureDraftPullRequest' | 'readyPullRequest' | 'closeDraft' | 'readIssue' | 'readPullRequest' | 'readMergeability'
>;

const MARK_READY = `mutation ($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;

/** Pull requests themselves. */
export function openPullRequests(sessions: Sessions): Part {
  return {
    ensureDraftPullRequest: (input) =>
      sessions.within(input.repo, async (session) => {
        const existing = await findOpen(session, input);
        if (existing !== undefined) return updateExisting(session, input, existing);
        return create(sessions, session, input);
      }),
    readyPullRequest: (change, { title, body }) =>
      sessions.within(change.repo, async ({ client, at }) => {
        const { data } = await client.rest.pulls.update({ ...at, pull_number: change.prNumber, title, body: cut(body) });
        if (data.state === 'closed' && !data.merged) {
          await client.rest.pulls.update({ ...at, pull_number: change.prNumber, state: 'open' });
        }
        if (data.draft === true) await client.graphql(MARK_READY, { id: data.node_id });
      }),
    closeDraft: (change) =>
      sessions.within(change.repo, async ({ client, at }) => {
        const pull = { ...at, pull_number: change.prNumber };
        const { data } = await client.rest.pulls.get(pull);
        if (data.draft !== true || data.state !== 'open') return data.state === 'closed';
        await client.rest.pulls.update({ ...pull, state: 'closed' });
        return true;
      }),
    readIssue: ({ repo, number }) =>
      sessions.within(repo, async ({ client, at }) => {
        const { data } = await client.rest.issues.get({ ...at, issue_number: number });
        const labels = data.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
        return {
          url: data.html_url,
          title: data.title,
          body: data.body ?? '',
          labels,
          state: data.state === 'open' ? 'open' : 'closed',
          isPullRequest: data.pull_request !== undefined,
        };
      }),
    readPullRequest: ({ repo, number }) =>
      sessions.within(repo, async ({ client, at }) => {
        const { data } = await client.rest.pulls.get({ ...at, pull_number: number });
        const input = { repo, branch: data.head.ref, baseBranch: data.base.ref };
        return {
          change: toChange(input, data),
          title: data.title,
          body: data.body ?? '',
          state: data.merged ? 'merged' : data.state,
          // A fork that is gone has no name.
          fromFork: data.head.repo?.full_name !== data.base.repo.full_name,
          labels: data.labels.map(({ name }) => name),
          draft: data.draft === true,
        };
      }),
    readMergeability: ({ repo, number }) => sessions.within(repo, (session) => readMergeability(sessions, session, number)),
  };
}

/** GitHub works it out when it is asked and answers `null` until it has: asked for a few seconds, then left open. */
async function readMergeability(sessions: Sessions, { client, at }: RepoSession, number: number): Promise<Mergeability> {
  const ask = async (): Promise<Mergeability> => {
    const { data } = await client.rest.pulls.get({ ...at, pull_number: number });
    if (data.state === 'closed') return 'unknown';
    if (data.mergeable === null) throw new Unsettled();
    return data.mergeable ? 'clean' : 'conflict';
  };
  try {
    return await sessions.eventually(ask, (error) => error instanceof Unsettled);
  } catch (error) {
    if (error instanceof Unsettled) return 'unknown';
    throw error;
  }
}

class Unsettled extends Error {}

interface RawPull {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly html_url: string;
  readonly head: { readonly sha: string };
}

async function findOpen({ client, at }: RepoSession, { branch, baseBranch }: PullRequestInput): Promise<RawPull | undefined> {
  const { data } = await client.rest.pulls.list({
    ...at,
    state: 'open',
    head: `${at.owner}:${branch}`,
    base: baseBranch,
    per_page: 1,
  });
  return data[0];
}

async function updateExisting({ client, at }: RepoSession, input: PullRequestInput, existing: RawPull): Promise<Change> {
  const { title } = input;
  const body = cut(input.body);
  if (existing.title !== title || (existing.body ?? '') !== body) {
    await client.rest.pulls.update({ ...at, pull_number: existing.number, title, body });
  }
  return toChange(input, existing);
}

async function create(sessions: Sessions, session: RepoSession, input: PullRequestInput): Promise<Change> {
  const { client, at } = session;
  const content = { ...at, title: input.title, body: cut(input.body), head: input.branch, base: input.baseBranch };
  try {
    // A branch that was pushed a moment ago may not be known to pull requests yet; GitHub calls its name invalid then.
    const { data } = await sessions.eventually(() => createUnlessKnown(session, input, content), isHeadUnknown);
    return toChange(input, data);
  } catch (error) {
    if (!isAbout(error, 'draft')) throw error;
    // Private repositories of some plans have no drafts.
    const { data } = await client.rest.pulls.create({ ...content, draft: false });
    return toChange(input, data);
  }
}

type Content = RepoSession['at'] & {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
};

function isHeadUnknown(error: unknown): boolean {
  return isAbout(error, '"field":"head"');
}

async function createUnlessKnown(session: RepoSession, input: PullRequestInput, content: Content): Promise<{ data: RawPull }> {
  try {
    return await session.client.rest.pulls.create({ ...content, draft: true });
  } catch (error) {
    const existing = isAbout(error, 'already exists') ? await findOpen(session, input) : undefined;
    if (existing === undefined) throw error;
    return { data: existing };
  }
}

function isAbout(error: unknown, words: string): boolean {
  return hasStatus(error, 422) && readHttpError(error)?.message.toLowerCase().includes(words) === true;
}

type Ends = Pick<PullRequestInput, 'repo' | 'branch' | 'baseBranch'>;

function toChange({ repo, branch, baseBranch }: Ends, pull: Omit<RawPull, 'body' | 'title'>): Change {
  return { repo, branch, baseBranch, prNumber: pull.number, prUrl: pull.html_url, headSha: pull.head.sha };
}
