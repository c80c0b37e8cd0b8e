import { z } from 'zod';
import type { CodeHit, RepoHost, Repository } from '#ports/repo-host.ts';
import type { Clients } from './clients.ts';
import type { Sessions } from './session.ts';
import { hasStatus, toRepoHostError } from './to-error.ts';

interface RawRepository {
  readonly full_name: string;
  readonly description: string | null;
  readonly default_branch: string;
  readonly topics?: string[];
  readonly clone_url: string;
}

const MAX_FILES = 10_000;
/** GitHub refuses longer queries, and reads the first thousand hits only. */
const MAX_QUERY = 256;
const MAX_HITS = 100;

type Part = Pick<RepoHost, 'listRepositories' | 'readRepository' | 'searchCode' | 'listFiles' | 'readFile'>;

/** Reading: repositories, their files, and code search. */
export function openRepositories(clients: Clients, sessions: Sessions): Part {
  return {
    listRepositories: async () => {
      try {
        const perInstallation = (await clients.all()).map(({ client }) =>
          client.paginate(client.rest.apps.listReposAccessibleToInstallation, { per_page: 100 }),
        );
        return (await Promise.all(perInstallation)).flat().map(toRepository);
      } catch (error) {
        throw toRepoHostError(error, 'the GitHub App');
      }
    },
    readRepository: (repo) =>
      sessions.within(repo, async ({ client, at }) => toRepository((await client.rest.repos.get(at)).data)),
    searchCode: async (query, limit) => {
      try {
        const installations = await clients.all();
        const hits = await Promise.all(installations.map((installation) => searchOne(installation, query, limit)));
        return hits.flat().slice(0, limit);
      } catch (error) {
        throw toRepoHostError(error, 'the GitHub App');
      }
    },
    listFiles: (repo, ref) =>
      sessions.within(repo, async ({ client, at }) => {
        const { data } = await client.rest.git.getTree({ ...at, tree_sha: ref, recursive: '1' });
        const blobs = data.tree.filter(({ type }) => type === 'blob');
        return blobs.map(({ path }) => path).slice(0, MAX_FILES);
      }),
    readFile: (repo, ref, path) =>
      sessions.within(repo, async ({ client, at }) => {
        try {
          const mediaType = { format: 'raw' };
          const { data } = await client.rest.repos.getContent({ ...at, ref, path, mediaType });
          return toText(data);
        } catch (error) {
          if (hasStatus(error, 404)) return undefined;
          throw error;
        }
      }),
  };
}

function toRepository(raw: RawRepository): Repository {
  return {
    name: raw.full_name,
    description: raw.description ?? '',
    defaultBranch: raw.default_branch,
    topics: raw.topics ?? [],
    cloneUrl: raw.clone_url,
  };
}

/** Raw content is text; a folder comes as a list all the same. */
function toText(data: unknown): string | undefined {
  if (typeof data === 'string') return data;
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : undefined;
}

const matchesSchema = z.array(z.object({ fragment: z.string().optional() })).catch([]);

type Installation = Awaited<ReturnType<Clients['all']>>[number];

async function searchOne({ client, account }: Installation, query: string, limit: number): Promise<CodeHit[]> {
  const scope = ` user:${account}`;
  const q = `${query.trim().slice(0, MAX_QUERY - scope.length)}${scope}`;
  const per_page = Math.min(limit, MAX_HITS);
  if (query.trim() === '' || per_page < 1) return [];
  const { data } = await client.rest.search.code({ q, per_page, mediaType: { format: 'text-match' } });
  return data.items.map((item) => ({
    repo: item.repository.full_name,
    path: item.path,
    fragment: matchesSchema
      .parse(item.text_matches)
      .map(({ fragment }) => fragment ?? '')
      .join('\n…\n'),
  }));
}
