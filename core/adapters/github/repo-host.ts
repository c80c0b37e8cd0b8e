import type { RepoHost } from '#ports/repo-host.ts';
import { openAccess } from './access.ts';
import { openBranches } from './branches.ts';
import { openCheckLog } from './check-log.ts';
import { openChecks } from './checks.ts';
import { type AppOptions, openClients } from './clients.ts';
import { openConversations } from './conversations.ts';
import { openMerging } from './merging.ts';
import { openPeople } from './people.ts';
import { openPullRequests } from './pull-requests.ts';
import { openRepositories } from './repositories.ts';
import { openReviews } from './reviews.ts';
import { openRootFiles } from './root-files.ts';
import { openSessions } from './session.ts';
import { openTeams } from './teams.ts';
import { toRepoHostError } from './to-error.ts';

/** GitHub as a GitHub App sees it; every call uses the installation that the repository belongs to. */
export function openRepoHost(options: AppOptions): RepoHost {
  const clients = openClients(options);
  const sessions = openSessions(clients, options.sleep);
  return {
    ...openRepositories(clients, sessions),
    ...openRootFiles(clients),
    ...openBranches(sessions),
    ...openPullRequests(sessions),
    ...openConversations(sessions),
    ...openReviews(sessions),
    ...openMerging(sessions),
    ...openPeople(sessions),
    ...openChecks(sessions),
    ...openTeams(sessions),
    ...openAccess(clients, sessions),
    ...openCheckLog(sessions, options.fetch),
    gitToken: async (repo) => {
      try {
        return await clients.gitToken(repo);
      } catch (error) {
        throw toRepoHostError(error, repo);
      }
    },
  };
}
