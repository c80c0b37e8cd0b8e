import { Hono } from 'hono';
import type { BlankSchema } from 'hono/types';
import { z } from 'zod';
import { syncRefs } from '../changes/sync-refs.ts';
import { readCommit, readType, resolveObject } from '../git/objects.ts';
import { deleteRef, isAncestor, isRefName, listRefs, readRef, updateRef, ZERO } from '../git/refs.ts';
import { loginOf } from '../http/actor.ts';
import { type Env, paginate, readBody, readRepository, readRest } from '../http/api.ts';
import { GithubError, notFound } from '../http/errors.ts';
import { toCommit } from '../render/commit.ts';
import { nodeId } from '../render/identity.ts';
import { toFullRepository } from '../render/repository.ts';
import { fullNameOf, keyOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';

const createRefSchema = z.object({ ref: z.string(), sha: z.string() });
const updateRefSchema = z.object({ sha: z.string(), force: z.boolean().default(false) });

/** A repository, its branches and tags. */
export function repositoryRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name');
  api.get('/', (context) => context.json(toFullRepository(twin, readRepository(twin, context))));
  api.get('/topics', (context) => context.json({ names: readRepository(twin, context).topics }));
  api.get('/branches', async (context) => {
    const repository = readRepository(twin, context);
    const refs = Object.entries(await listRefs(twin.pathOf(repository), 'refs/heads/'));
    return context.json(paginate(context, refs).map(([ref, sha]) => toShortBranch(twin, repository, ref, sha)));
  });
  api.get('/branches/:branch{.+}', async (context) => {
    const repository = readRepository(twin, context);
    const dir = twin.pathOf(repository);
    const branch = readRest(context, 'branch');
    const sha = await readRef(dir, `refs/heads/${branch}`);
    if (sha === undefined) throw new GithubError(404, 'Branch not found');
    const commit = toCommit(twin, repository, await readCommit(dir, sha));
    return context.json({ ...toShortBranch(twin, repository, `refs/heads/${branch}`, sha), commit });
  });
  api.get('/tags', async (context) => {
    const repository = readRepository(twin, context);
    const dir = twin.pathOf(repository);
    const refs = paginate(context, Object.keys(await listRefs(dir, 'refs/tags/')));
    const tags = refs.map(async (ref) => {
      const sha = (await resolveObject(dir, `${ref}^{commit}`)) ?? ZERO;
      return { ...toShortBranch(twin, repository, ref, sha), node_id: nodeId('Ref', ref) };
    });
    return context.json(await Promise.all(tags));
  });
  addRefs(twin, api);
  return api;
}

function toShortBranch(twin: Twin, repository: RepositoryRecord, ref: string, sha: string) {
  const url = twin.links.api(`/repos/${fullNameOf(repository)}/commits/${sha}`);
  return { name: ref.replace(/^refs\/(heads|tags)\//, ''), commit: { sha, url }, protected: false };
}

function addRefs(twin: Twin, api: Hono<Env, BlankSchema, '/repos/:owner/:name'>): void {
  api.get('/git/ref/:ref{.+}', async (context) => {
    const repository = readRepository(twin, context);
    const ref = `refs/${readRest(context, 'ref')}`;
    const sha = await readRef(twin.pathOf(repository), ref);
    if (sha === undefined) throw notFound();
    return context.json(await toRef(twin, repository, ref, sha));
  });
  api.get('/git/matching-refs/:ref{.+}', async (context) => {
    const repository = readRepository(twin, context);
    const prefix = `refs/${readRest(context, 'ref')}`;
    const refs = Object.entries(await listRefs(twin.pathOf(repository))).filter(([ref]) => ref.startsWith(prefix));
    return context.json(await Promise.all(refs.map(([ref, sha]) => toRef(twin, repository, ref, sha))));
  });
  api.post('/git/refs', async (context) => {
    const repository = readRepository(twin, context);
    const { ref, sha } = await readBody(context, createRefSchema, 'Reference');
    const dir = twin.pathOf(repository);
    await checkNewRef(dir, ref, sha);
    return twin.serially(keyOf(repository), async () => {
      if (!(await updateRef(dir, ref, sha, ZERO))) throw new GithubError(422, 'Reference already exists');
      await syncRefs(twin, keyOf(repository), loginOf(context.get('actor')));
      return context.json(await toRef(twin, repository, ref, sha), 201);
    });
  });
  api.patch('/git/refs/:ref{.+}', async (context) => {
    const repository = readRepository(twin, context);
    const ref = `refs/${readRest(context, 'ref')}`;
    const { sha, force } = await readBody(context, updateRefSchema, 'Reference');
    const dir = twin.pathOf(repository);
    return twin.serially(keyOf(repository), async () => {
      const before = await readRef(dir, ref);
      if (before === undefined) throw new GithubError(422, 'Reference does not exist');
      if ((await readType(dir, sha)) !== 'commit') throw new GithubError(422, 'Object does not exist');
      if (!force && !(await isAncestor(dir, before, sha))) throw new GithubError(422, 'Update is not a fast forward');
      if (!(await updateRef(dir, ref, sha, before))) throw new GithubError(422, 'Reference cannot be updated');
      await syncRefs(twin, keyOf(repository), loginOf(context.get('actor')));
      return context.json(await toRef(twin, repository, ref, sha));
    });
  });
  api.delete('/git/refs/:ref{.+}', async (context) => {
    const repository = readRepository(twin, context);
    const ref = `refs/${readRest(context, 'ref')}`;
    const dir = twin.pathOf(repository);
    return twin.serially(keyOf(repository), async () => {
      if ((await readRef(dir, ref)) === undefined) throw new GithubError(422, 'Reference does not exist');
      if (ref === `refs/heads/${repository.defaultBranch}`) throw new GithubError(422, 'Cannot delete the default branch');
      await deleteRef(dir, ref);
      await syncRefs(twin, keyOf(repository), loginOf(context.get('actor')));
      return context.body(null, 204);
    });
  });
}

async function checkNewRef(dir: string, ref: string, sha: string): Promise<void> {
  if (!/^refs\/(heads|tags)\/./.test(ref) || !(await isRefName(dir, ref))) {
    throw new GithubError(422, "Reference name must start with 'refs/heads/' or 'refs/tags/' and be valid");
  }
  const type = await readType(dir, sha);
  if (type === undefined) throw new GithubError(422, 'Object does not exist');
  if (type !== 'commit' && ref.startsWith('refs/heads/')) throw new GithubError(422, 'Object is not a commit');
}

async function toRef(twin: Twin, repository: RepositoryRecord, ref: string, sha: string) {
  const api = twin.links.api(`/repos/${fullNameOf(repository)}/git`);
  const type = (await readType(twin.pathOf(repository), sha)) ?? 'commit';
  return { ref, node_id: nodeId('Ref', ref), url: `${api}/${ref}`, object: { sha, type, url: `${api}/${type}s/${sha}` } };
}
