import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { toUtc } from '../git/objects.ts';
import { type Actor, canSee, hashToken } from '../http/actor.ts';
import { type ApiContext, type Env, paginate, readBody, readNumber, rateLimit } from '../http/api.ts';
import { GithubError, notFound } from '../http/errors.ts';
import { APP_PERMISSIONS, nodeId, toApp, toUser } from '../render/identity.ts';
import { toRepository } from '../render/repository.ts';
import { type InstallationRecord, keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { APP_SLUG, type Twin } from '../twin.ts';

const tokenRequestSchema = z.object({
  repositories: z.array(z.string()).max(500).optional(),
  repository_ids: z.array(z.int()).max(500).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
});

/** Our app, its installations and their tokens; who am I; which repositories do I see. */
export function appRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>();
  api.get('/app', (context) => {
    requireApp(context);
    const count = twin.store.installations.list().length;
    return context.json({ ...toApp(twin, 'app'), installations_count: count });
  });
  api.get('/app/installations', (context) => {
    requireApp(context);
    return context.json(paginate(context, twin.store.installations.list()).map((one) => toInstallation(twin, one)));
  });
  api.get('/app/installations/:id', (context) => {
    requireApp(context);
    return context.json(toInstallation(twin, readInstallation(twin, readNumber(context, 'id'))));
  });
  api.get('/repos/:owner/:name/installation', (context) => {
    requireApp(context);
    const { owner, name } = context.req.param();
    if (twin.store.repositories.get(keyOf({ owner, name })) === undefined) throw notFound();
    return context.json(toInstallation(twin, installationOf(twin, owner)));
  });
  for (const path of ['/orgs/:owner/installation', '/users/:owner/installation'] as const) {
    api.get(path, (context) => {
      requireApp(context);
      return context.json(toInstallation(twin, installationOf(twin, context.req.param('owner'))));
    });
  }
  api.post('/app/installations/:id/access_tokens', async (context) => {
    requireApp(context);
    const installation = readInstallation(twin, readNumber(context, 'id'));
    const request = await readBody(context, tokenRequestSchema, 'AccessToken');
    return context.json(createToken(twin, installation, request), 201);
  });
  addListings(twin, api);
  return api;
}

function addListings(twin: Twin, api: Hono<Env>): void {
  api.get('/installation/repositories', (context) => {
    const actor = context.get('actor');
    if (actor.type !== 'installation')
      throw new GithubError(
        403,
        'You must authenticate with an installation access token in order to list repositories for an installation.',
      );
    const visible = visibleTo(twin, actor);
    const repositories = paginate(context, visible).map((one) => toRepository(twin, one));
    return context.json({ total_count: visible.length, repository_selection: 'selected', repositories });
  });
  api.get('/user', (context) => context.json(toUser(twin, requireUser(context))));
  api.get('/user/repos', (context) => {
    requireUser(context);
    return context.json(paginate(context, visibleTo(twin, context.get('actor'))).map((one) => toRepository(twin, one)));
  });
  for (const path of ['/orgs/:owner/repos', '/users/:owner/repos'] as const) {
    api.get(path, (context) => {
      const owner = context.req.param('owner').toLowerCase();
      if (twin.store.installations.get(owner) === undefined) throw notFound();
      const visible = visibleTo(twin, context.get('actor')).filter((one) => one.owner.toLowerCase() === owner);
      return context.json(paginate(context, visible).map((one) => toRepository(twin, one)));
    });
  }
  api.get('/rate_limit', (context) => {
    const rate = rateLimit(twin);
    return context.json({ resources: { core: rate, search: rate, code_search: rate, graphql: rate }, rate });
  });
}

/** All repositories that the actor sees, oldest first. */
export function visibleTo(twin: Twin, actor: Actor): RepositoryRecord[] {
  return twin.store.repositories.list().filter((repository) => canSee(actor, repository));
}

function requireApp(context: ApiContext): void {
  if (context.get('actor').type !== 'app') throw new GithubError(401, 'A JSON web token could not be decoded');
}

function requireUser(context: ApiContext): string {
  const actor = context.get('actor');
  if (actor.type === 'user') return actor.login;
  if (actor.type === 'anonymous') throw new GithubError(401, 'Requires authentication');
  throw new GithubError(403, 'Resource not accessible by integration');
}

function readInstallation(twin: Twin, id: number): InstallationRecord {
  const found = twin.store.installations.list().find((one) => one.id === id);
  if (found === undefined) throw notFound();
  return found;
}

function installationOf(twin: Twin, owner: string): InstallationRecord {
  const found = twin.store.installations.get(owner.toLowerCase());
  if (found === undefined) throw notFound();
  return found;
}

const TOKEN_LIFE_MS = 3_600_000;

function createToken(twin: Twin, installation: InstallationRecord, request: z.infer<typeof tokenRequestSchema>) {
  const owned = twin.store.repositories.list().filter(({ owner }) => owner.toLowerCase() === installation.owner.toLowerCase());
  const selected = selectRepositories(owned, request);
  const tooMuch = Object.entries(request.permissions ?? {}).some(([name, level]) => {
    const ours = APP_PERMISSIONS[name];
    return ours === undefined || (level === 'write' && ours === 'read');
  });
  if (tooMuch) throw new GithubError(422, 'The permissions requested are not granted to this installation.');
  const token = `ghs_${randomBytes(27).toString('base64url').replaceAll(/[-_]/g, '0')}`;
  const permissions = { metadata: 'read', ...(request.permissions ?? APP_PERMISSIONS) };
  const expiresAt = toUtc(new Date(twin.now().getTime() + TOKEN_LIFE_MS));
  const repositories = selected.map(keyOf);
  twin.store.tokens.put(hashToken(token), { installationId: installation.id, expiresAt, repositories, permissions });
  const narrowed = request.repositories !== undefined || request.repository_ids !== undefined;
  return {
    token,
    expires_at: expiresAt,
    permissions,
    repository_selection: narrowed ? 'selected' : 'all',
    ...(narrowed ? { repositories: selected.map((one) => toRepository(twin, one)) } : {}),
  };
}

function selectRepositories(owned: readonly RepositoryRecord[], request: z.infer<typeof tokenRequestSchema>) {
  const { repositories: names, repository_ids: ids } = request;
  if (names === undefined && ids === undefined) return owned;
  const selected = owned.filter(
    (one) => names?.some((name) => name.toLowerCase() === one.name.toLowerCase()) === true || ids?.includes(one.id) === true,
  );
  if (selected.length !== new Set([...(names ?? []), ...(ids ?? [])]).size) {
    throw new GithubError(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  }
  return selected;
}

function toInstallation(twin: Twin, { id, owner, createdAt }: InstallationRecord) {
  return {
    id,
    node_id: nodeId('Installation', id),
    account: toUser(twin, owner, 'Organization'),
    access_tokens_url: twin.links.api(`/app/installations/${id}/access_tokens`),
    repositories_url: twin.links.api('/installation/repositories'),
    html_url: twin.links.page(`/organizations/${owner}/settings/installations/${id}`),
    app_id: twin.appId,
    app_slug: APP_SLUG,
    target_id: toUser(twin, owner).id,
    target_type: 'Organization',
    permissions: APP_PERMISSIONS,
    events: toApp(twin, 'app').events,
    created_at: createdAt,
    updated_at: createdAt,
    single_file_name: null,
    repository_selection: 'all',
    suspended_by: null,
    suspended_at: null,
  };
}
