import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { keyOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';
import { type Actor, canSee, isAllowed, readActor } from './actor.ts';
import { GithubError, invalid, notFound, toErrorBody } from './errors.ts';
import { isConversation, permissionFor } from './permissions.ts';

/** What routes find in their context. */
export interface Env {
  Variables: { actor: Actor; apiUrl: string };
}

export type ApiContext = Context<Env>;

/** The REST API without its routes: authentication, permissions, rate-limit headers, errors. */
export function openApi(twin: Twin): Hono<Env> {
  const api = new Hono<Env>();
  api.use(async (context, next) => {
    context.set('apiUrl', twin.links.api(''));
    context.set('actor', await readActor(twin, context.req.header('authorization')));
    checkPermission(context);
    await next();
    context.header('x-github-media-type', 'github.v3; format=json');
    context.header('x-github-request-id', crypto.randomUUID());
    for (const [name, value] of Object.entries(rateHeaders(twin))) context.header(name, value);
  });
  api.notFound((context) => context.json(toErrorBody(notFound()), 404));
  api.onError((error, context) => {
    if (error instanceof GithubError) return context.json(toErrorBody(error), error.status);
    twin.logger.error('the GitHub twin failed', { path: context.req.path, error: error.stack ?? error.message });
    return context.json(toErrorBody(new GithubError(500, 'Server Error')), 500);
  });
  return api;
}

const HOUR = 3_600;

/** Nobody is limited here, but clients read the numbers. */
export function rateLimit(twin: Twin) {
  const reset = (Math.floor(twin.now().getTime() / 1_000 / HOUR) + 1) * HOUR;
  return { limit: 5_000, used: 0, remaining: 5_000, reset };
}

function rateHeaders(twin: Twin): Record<string, string> {
  const { limit, used, remaining, reset } = rateLimit(twin);
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-used': String(used),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(reset),
  };
}

function checkPermission(context: ApiContext): void {
  const actor = context.get('actor');
  if (actor.type !== 'installation' && actor.type !== 'user') return;
  const needed = permissionFor(context.req.method, context.req.path);
  if (needed === undefined || isAllowed(actor, needed.permission, needed.level)) return;
  if (actor.type === 'installation') throw new GithubError(403, 'Resource not accessible by integration');
  if (!isConversation(context.req.method, context.req.path)) throw new GithubError(403, 'Must have admin rights to Repository.');
}

/** The repository in the path. @throws GithubError 404 also when it is there but not for this actor */
export function readRepository(twin: Twin, context: ApiContext): RepositoryRecord {
  const { owner = '', name = '' } = context.req.param();
  const repository = twin.store.repositories.get(keyOf({ owner, name }));
  if (repository === undefined || !canSee(context.get('actor'), repository)) throw notFound();
  return repository;
}

/** A whole number in the path. @throws GithubError 404 */
export function readNumber(context: ApiContext, name: string): number {
  const params: Record<string, string> = context.req.param();
  const text = params[name] ?? '';
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}

/** The rest of the path, decoded. */
export function readRest(context: ApiContext, name: string): string {
  const params: Record<string, string> = context.req.param();
  return params[name] ?? '';
}

/** The body, checked. @throws GithubError 400 when it is not JSON, 422 with the wrong fields */
export async function readBody<T>(context: ApiContext, schema: z.ZodType<T>, resource: string): Promise<T> {
  const text = await context.req.text();
  const parsed = schema.safeParse(parseJson(text === '' ? '{}' : text));
  if (parsed.success) return parsed.data;
  throw invalid(
    ...parsed.error.issues.map((issue) => ({
      resource,
      field: issue.path.join('.'),
      code: issue.code === 'invalid_type' && issue.input === undefined ? 'missing_field' : 'invalid',
      message: issue.message,
    })),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GithubError(400, 'Problems parsing JSON');
  }
}

const pageSchema = z.object({
  page: z.coerce.number().int().positive().catch(1),
  per_page: z.coerce.number().int().positive().catch(30),
});

/** One page of a list, with the Link header that leads to the others. */
export function paginate<T>(context: ApiContext, items: readonly T[]): T[] {
  const { page, per_page } = pageSchema.parse(context.req.query());
  const size = Math.min(per_page, 100);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (to: number, rel: string): string => {
    // The path that a router sees lacks what it is mounted on.
    const url = new URL(`${context.get('apiUrl')}${context.req.path}${new URL(context.req.url).search}`);
    url.searchParams.set('page', String(to));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
  ];
  if (links.length > 0) context.header('link', links.join(', '));
  return items.slice((page - 1) * size, page * size);
}

/** True when the client asks for this media type, such as `diff` or `raw`. */
export function wants(context: ApiContext, media: string): boolean {
  return new RegExp(`application/vnd\\.github\\.(v3\\.)?${media}(\\b|\\+)`).test(context.req.header('accept') ?? '');
}
