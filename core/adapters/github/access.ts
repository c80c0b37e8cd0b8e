import type { Access } from '#domain/decide-preflight.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { Clients } from './clients.ts';
import type { RepoSession, Sessions } from './session.ts';
import { hasStatus } from './to-error.ts';

/** What the app may do with a repository, how its pull request stands, and how its people name branches. */
export function openAccess(clients: Clients, sessions: Sessions): Pick<RepoHost, 'readAccess' | 'listPullRequestBranches'> {
  return {
    listPullRequestBranches: (repo) =>
      sessions.within(repo, async ({ client, at }) => {
        const { data } = await client.rest.pulls.list({ ...at, state: 'all', sort: 'created', direction: 'desc', per_page: 100 });
        return data.map(({ head }) => head.ref);
      }),
    readAccess: (repo, prNumber) =>
      sessions.within(repo, async (session) => {
        const { data } = await session.client.rest.repos.get(session.at);
        const permissions = await clients.permissionsIn(repo);
        const pullRequest = prNumber === undefined ? undefined : await readState(session, prNumber);
        return { permissions, archived: data.archived, pullRequest };
      }),
  };
}

async function readState({ client, at }: RepoSession, prNumber: number): Promise<Access['pullRequest']> {
  try {
    const { data } = await client.rest.pulls.get({ ...at, pull_number: prNumber });
    return data.merged ? 'merged' : data.state;
  } catch (error) {
    if (hasStatus(error, 404)) return 'missing';
    throw error;
  }
}
