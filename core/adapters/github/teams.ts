import type { RepoHost } from '#ports/repo-host.ts';
import type { Sessions } from './session.ts';

/** Teams of an organisation; needs the app's permission to read members. */
export function openTeams(sessions: Sessions): Pick<RepoHost, 'listTeamMembers'> {
  return {
    listTeamMembers: (repo, team) =>
      sessions.within(repo, async ({ client }) => {
        const [org = '', team_slug = ''] = team.split('/');
        const members = await client.paginate(client.rest.teams.listMembersInOrg, { org, team_slug, per_page: 100 });
        return members.map(({ login }) => login);
      }),
  };
}
