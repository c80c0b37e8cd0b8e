import { Hono } from 'hono';
import { z } from 'zod';
import { grepPaths, readFragments } from '../git/grep.ts';
import { resolveCommit, resolveObject } from '../git/objects.ts';
import { type ApiContext, type Env, paginate, wants } from '../http/api.ts';
import { GithubError, invalid } from '../http/errors.ts';
import { toRepository } from '../render/repository.ts';
import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';
import { visibleTo } from './apps.ts';

const MAX_HITS = 1_000;
const TOO_LONG = /too_big/;
const querySchema = z.string().trim().min(1).max(256);

/** Search in the default branches of what the actor sees. */
export function searchRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/search');
  api.get('/code', async (context) => {
    const query = parseQuery(context);
    if (query.terms.length === 0) throw invalid({ resource: 'Search', field: 'q', code: 'missing' });
    const repositories = select(twin, context, query);
    const found = await Promise.all(repositories.map((repository) => searchOne(twin, repository, query)));
    const hits = found.flat().slice(0, MAX_HITS);
    const page = paginate(context, hits);
    const matches = wants(context, 'text-match') ? await readMatches(twin, page, query.terms) : undefined;
    const items = await Promise.all(page.map((hit) => toItem(twin, hit, matches && (matches.get(hit) ?? []))));
    return context.json({ total_count: hits.length, incomplete_results: false, items });
  });
  api.get('/repositories', (context) => {
    const query = parseQuery(context);
    const hits = select(twin, context, query).filter((one) => {
      const text = `${one.name} ${one.description} ${one.topics.join(' ')}`.toLowerCase();
      return query.terms.every((term) => text.includes(term.toLowerCase()));
    });
    const items = paginate(context, hits).map((one) => ({ ...toRepository(twin, one), score: 1 }));
    return context.json({ total_count: hits.length, incomplete_results: false, items });
  });
  return api;
}

interface Query {
  readonly terms: readonly string[];
  readonly qualifiers: ReadonlyMap<string, readonly string[]>;
}

const QUALIFIERS: readonly string[] = ['repo', 'org', 'user', 'path', 'filename', 'extension', 'in'];

function parseQuery(context: ApiContext): Query {
  const q = querySchema.safeParse(context.req.query('q') ?? '');
  if (!q.success) throw invalid({ resource: 'Search', field: 'q', code: TOO_LONG.test(q.error.message) ? 'invalid' : 'missing' });
  const terms: string[] = [];
  const qualifiers = new Map<string, string[]>();
  for (const [, name, quoted, plain] of q.data.matchAll(/(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/g)) {
    const value = quoted ?? plain ?? '';
    if (name === undefined) terms.push(value);
    else if (QUALIFIERS.includes(name)) qualifiers.set(name, [...(qualifiers.get(name) ?? []), value]);
    else throw new GithubError(422, `The search qualifier ${name}: is not supported here.`);
  }
  return { terms: terms.filter(Boolean), qualifiers };
}

function select(twin: Twin, context: ApiContext, { qualifiers }: Query): RepositoryRecord[] {
  const lower = (name: string): string[] => (qualifiers.get(name) ?? []).map((value) => value.toLowerCase());
  const repos = lower('repo');
  const owners = [...lower('org'), ...lower('user')];
  const visible = visibleTo(twin, context.get('actor'));
  const selected = visible.filter((one) => {
    if (repos.length + owners.length === 0) return true;
    return repos.includes(fullNameOf(one).toLowerCase()) || owners.includes(one.owner.toLowerCase());
  });
  // GitHub says so rather than find nothing in a repository that one may not see.
  if (selected.length === 0 && repos.length > 0) {
    const message =
      'The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them.';
    throw invalid({ resource: 'Search', field: 'q', code: 'invalid', message });
  }
  return selected;
}

interface Hit {
  readonly path: string;
  readonly repository: RepositoryRecord;
  readonly commit: string;
}

async function searchOne(twin: Twin, repository: RepositoryRecord, { terms, qualifiers }: Query): Promise<Hit[]> {
  const dir = twin.pathOf(repository);
  const commit = await resolveCommit(dir, `refs/heads/${repository.defaultBranch}`);
  if (commit === undefined) return [];
  const paths = await grepPaths(dir, commit, terms, MAX_HITS);
  const all =
    (name: string, test: (path: string, value: string) => boolean) =>
    (path: string): boolean =>
      (qualifiers.get(name) ?? []).every((value) => test(path, value));
  const tests = [
    all('path', (path, value) => path.startsWith(value.replace(/^\//, ''))),
    all('filename', (path, value) => path.slice(path.lastIndexOf('/') + 1).includes(value)),
    all('extension', (path, value) => path.endsWith(`.${value}`)),
  ];
  return paths.filter((path) => tests.every((test) => test(path))).map((path) => ({ path, repository, commit }));
}

type TextMatch = { readonly text: string; readonly indices: readonly [number, number] };
type Matches = { readonly fragment: string; readonly matches: readonly TextMatch[] };

/** What `text_matches` shows of each hit: one search per repository, not one per file. */
async function readMatches(twin: Twin, hits: readonly Hit[], terms: readonly string[]): Promise<ReadonlyMap<Hit, Matches[]>> {
  const found = new Map<Hit, Matches[]>();
  for (const [repository, own] of Map.groupBy(hits, (hit) => hit.repository)) {
    const commit = own[0]?.commit ?? '';
    const fragments = await readFragments(
      twin.pathOf(repository),
      commit,
      own.map(({ path }) => path),
      terms,
    );
    for (const hit of own) found.set(hit, [toMatches(fragments.get(hit.path) ?? '', terms)]);
  }
  return found;
}

function toMatches(fragment: string, terms: readonly string[]): Matches {
  const text = fragment.toLowerCase();
  const matches = terms.flatMap((term): TextMatch[] => {
    const at = text.indexOf(term.toLowerCase());
    return at < 0 ? [] : [{ text: fragment.slice(at, at + term.length), indices: [at, at + term.length] }];
  });
  return { fragment, matches };
}

async function toItem(twin: Twin, { repository, commit, path }: Hit, matches: readonly Matches[] | undefined) {
  const fullName = fullNameOf(repository);
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const url = `${twin.links.api(`/repos/${fullName}/contents/${encoded}`)}?ref=${commit}`;
  const sha = (await resolveObject(twin.pathOf(repository), `${commit}:${path}`)) ?? '';
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha,
    url,
    git_url: twin.links.api(`/repos/${fullName}/git/blobs/${sha}`),
    html_url: twin.links.page(`/${fullName}/blob/${commit}/${encoded}`),
    repository: toRepository(twin, repository),
    score: 1,
    ...(matches && {
      text_matches: matches.map((one) => ({ object_url: url, object_type: 'FileContent', property: 'content', ...one })),
    }),
  };
}
