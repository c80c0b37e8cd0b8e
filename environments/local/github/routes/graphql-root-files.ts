import { z } from 'zod';
import { readFileAt, resolveCommit } from '../git/objects.ts';
import type { ApiContext } from '../http/api.ts';
import { nodeId } from '../render/identity.ts';
import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';
import { visibleTo } from './apps.ts';

const variablesSchema = z.object({ owner: z.string(), first: z.int().min(1).max(100), after: z.string().nullish() });
const WANTED = /(\w+)\s*:\s*object\s*\(\s*expression\s*:\s*"HEAD:([^"/]+)"\s*\)/g;

/** Files at the roots of an owner's repositories, a page at a time; undefined for any other query. */
export async function answerRootFiles(
  twin: Twin,
  context: ApiContext,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<object | undefined> {
  if (!/\brepositoryOwner\s*\(/.test(query)) return undefined;
  const { owner, first, after } = variablesSchema.parse(variables);
  const login = owner.toLowerCase();
  if (twin.store.installations.get(login) === undefined) return { data: { repositoryOwner: null } };
  const all = visibleTo(twin, context.get('actor')).filter((one) => one.owner.toLowerCase() === login);
  const start = after ? all.findIndex((one) => cursorOf(one) === after) + 1 : 0;
  const shown = all.slice(start, start + first);
  const end = shown.at(-1);
  const pageInfo = { hasNextPage: start + first < all.length, endCursor: end ? cursorOf(end) : null };
  const wanted = [...query.matchAll(WANTED)];
  const nodes = await Promise.all(shown.map((one) => toNode(twin, one, wanted)));
  return { data: { repositoryOwner: { repositories: { pageInfo, nodes } } } };
}

async function toNode(twin: Twin, repository: RepositoryRecord, wanted: readonly RegExpExecArray[]): Promise<object> {
  const dir = twin.pathOf(repository);
  const commit = await resolveCommit(dir, `refs/heads/${repository.defaultBranch}`);
  const objects = wanted.map(async ([, alias = '', path = '']) => {
    const content = commit === undefined ? undefined : await readFileAt(dir, commit, path);
    return [alias, content === undefined ? null : { text: content.toString('utf8') }] as const;
  });
  return { nameWithOwner: fullNameOf(repository), ...Object.fromEntries(await Promise.all(objects)) };
}

function cursorOf({ id }: RepositoryRecord): string {
  return nodeId('Repository', id);
}
