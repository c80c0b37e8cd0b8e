import type { RepoHost } from '#ports/repo-host.ts';
import type { Clients } from './clients.ts';
import { toRepoHostError } from './to-error.ts';

/** Repositories per request: GitHub gives a query ten seconds. https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
const PAGE = 25;
const MAX_PAGES = 40;

/** Files at the roots of many repositories, by GraphQL: by REST each would be a request of its own. */
export function openRootFiles(clients: Clients): Pick<RepoHost, 'readRootFiles'> {
  return {
    readRootFiles: async (names) => {
      try {
        const perInstallation = (await clients.all()).map((installation) => readAll(installation, names));
        return new Map((await Promise.all(perInstallation)).flat());
      } catch (error) {
        throw toRepoHostError(error, 'the GitHub App');
      }
    },
  };
}

type Installation = Awaited<ReturnType<Clients['all']>>[number];
type RootFiles = readonly [repo: string, files: ReadonlyMap<string, string>];

async function readAll({ client, account }: Installation, names: readonly string[]): Promise<RootFiles[]> {
  const found: RootFiles[] = [];
  const query = toQuery(names);
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer: Answer = await client.graphql(query, { owner: account, first: PAGE, after });
    const repositories: Page | undefined = answer.repositoryOwner?.repositories;
    found.push(...(repositories?.nodes ?? []).map((node) => toRootFiles(node, names)));
    after = repositories?.pageInfo.hasNextPage ? repositories.pageInfo.endCursor : null;
    if (after === null) break;
  }
  return found;
}

function toQuery(names: readonly string[]): string {
  const files = names.map(
    (name, at) => `file${at}: object(expression: ${JSON.stringify(`HEAD:${name}`)}) { ... on Blob { text } }`,
  );
  return `query ($owner: String!, $first: Int!, $after: String) {
  repositoryOwner(login: $owner) {
    repositories(first: $first, after: $after, ownerAffiliations: [OWNER], orderBy: { field: PUSHED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes { nameWithOwner ${files.join(' ')} }
    }
  }
}`;
}

interface Node {
  readonly nameWithOwner: string;
  /** Empty for what is no file; no text for what is binary. */
  readonly [file: `file${number}`]: { readonly text?: string | null } | null;
}

interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly Node[];
}

interface Answer {
  readonly repositoryOwner: { readonly repositories: Page } | null;
}

function toRootFiles(node: Node, names: readonly string[]): RootFiles {
  const files = names.flatMap((name, at) => {
    const text = node[`file${at}`]?.text;
    return typeof text === 'string' ? [[name, text] as const] : [];
  });
  return [node.nameWithOwner, new Map(files)];
}
