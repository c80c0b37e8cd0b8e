import type { Permission, RepoHost } from '#ports/repo-host.ts';
import type { Sessions } from './session.ts';
import { hasStatus } from './to-error.ts';

const PERMISSIONS: Readonly<Record<string, Permission>> = { admin: 'admin', write: 'write', read: 'read' };

/** People, and what they may do. */
export function openPeople(sessions: Sessions): Pick<RepoHost, 'readPermission' | 'readUser'> {
  return {
    readPermission: (repo, username) =>
      sessions.within(repo, async ({ client, at }) => {
        try {
          const { data } = await client.rest.repos.getCollaboratorPermissionLevel({ ...at, username });
          return PERMISSIONS[data.permission] ?? 'none';
        } catch (error) {
          if (hasStatus(error, 404)) return 'none';
          throw error;
        }
      }),
    readUser: (repo, username) =>
      sessions.within(repo, async ({ client }) => {
        const { data } = await client.rest.users.getByUsername({ username });
        return { name: data.name ?? data.login, ...(data.email ? { email: data.email } : {}) };
      }),
  };
}
