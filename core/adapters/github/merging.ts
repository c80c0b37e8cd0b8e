import type { Verdict } from '#domain/pull-request.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { readPages } from './pages.ts';
import type { Sessions } from './session.ts';
import { isRateLimit, readHttpError } from './to-error.ts';

type Part = Pick<RepoHost, 'listOpenPullRequests' | 'listVerdicts' | 'mergePullRequest' | 'isMerge'>;

const SAYS: Readonly<Record<string, Verdict['says']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
};

/** 403: we may not; 405: rules of the branch or of the repository; 409: its head or its base is another by now. */
const REFUSALS = new Set([403, 405, 409]);

/** What is needed to bring a pull request to its merge. */
export function openMerging(sessions: Sessions): Part {
  return {
    listOpenPullRequests: (repo, branch) =>
      sessions.within(repo, async ({ client, at }) => {
        const ends = 'head' in branch ? { head: `${at.owner}:${branch.head}` } : branch;
        return readPages(async (page) => {
          const { data, headers } = await client.rest.pulls.list({ ...at, ...ends, state: 'open', ...page });
          return { items: data.map(({ number }) => number), link: headers.link };
        });
      }),
    listVerdicts: ({ repo, number }) =>
      sessions.within(repo, async ({ client, at }) => {
        const reviews = await client.paginate(client.rest.pulls.listReviews, { ...at, pull_number: number, per_page: 100 });
        return reviews.flatMap(({ user, state, commit_id: headSha }) => {
          const says = SAYS[state];
          return user && says ? [{ login: user.login, byBot: user.type === 'Bot', says, headSha: headSha ?? '' }] : [];
        });
      }),
    mergePullRequest: ({ repo, prNumber, headSha }, method) =>
      sessions.within(repo, async ({ client, at }) => {
        try {
          await client.rest.pulls.merge({ ...at, pull_number: prNumber, sha: headSha, merge_method: method });
          return { type: 'merged' };
        } catch (error) {
          const http = readHttpError(error);
          if (http === undefined || !REFUSALS.has(http.status) || isRateLimit(http)) throw error;
          return { type: 'refused', reason: http.message };
        }
      }),
    isMerge: (repo, ref) =>
      sessions.within(repo, async ({ client, at }) => {
        const { data } = await client.rest.repos.getCommit({ ...at, ref });
        return data.parents.length > 1;
      }),
  };
}
