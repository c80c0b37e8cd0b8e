import { Hono } from 'hono';
import { syncRefs } from '../changes/sync-refs.ts';
import { runBackend } from '../git/smart-http.ts';
import { type Actor, canSee, isAllowed, loginOf, readActor } from '../http/actor.ts';
import { GithubError } from '../http/errors.ts';
import { keyOf } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';

const CHALLENGE = { 'www-authenticate': 'Basic realm="GitHub"' };

/** git over HTTP, below `/git`: real bare repositories behind `git http-backend`. */
export function gitRoutes(twin: Twin, root: string): Hono {
  const app = new Hono();
  app.get('/:owner/:name/info/refs', (context) => {
    const service = context.req.query('service') ?? '';
    return answer(twin, root, { ...context.req.param(), service, action: 'info/refs', request: context.req.raw });
  });
  app.post('/:owner/:name/:service{git-(upload|receive)-pack}', (context) => {
    const params = context.req.param();
    return answer(twin, root, { ...params, action: params.service, request: context.req.raw });
  });
  app.notFound((context) => context.text('Not Found', 404));
  app.onError((error, context) => {
    twin.logger.error('git over HTTP failed', { path: context.req.path, error: String(error) });
    return context.text('Internal Server Error', 500);
  });
  return app;
}

interface GitRequest {
  readonly owner: string;
  readonly name: string;
  readonly service: string;
  readonly action: string;
  readonly request: Request;
}

async function answer(twin: Twin, root: string, asked: GitRequest): Promise<Response> {
  const actor = await readPusher(twin, asked.request);
  if (actor.type === 'anonymous') return new Response('Invalid username or token.', { status: 401, headers: CHALLENGE });
  const name = asked.name.replace(/\.git$/, '');
  const repository = twin.store.repositories.get(keyOf({ owner: asked.owner, name }));
  if (repository === undefined || !canSee(actor, repository)) return new Response('Repository not found.', { status: 404 });
  if (asked.service !== 'git-upload-pack' && asked.service !== 'git-receive-pack') {
    return new Response('Please upgrade your git client.', { status: 403 });
  }
  const writes = asked.service === 'git-receive-pack';
  if (!isAllowed(actor, 'contents', writes ? 'write' : 'read')) {
    return new Response(`Write access to repository not granted.`, { status: 403 });
  }
  const path = `/${repository.owner}/${repository.name}.git/${asked.action}`;
  const backend = { root, path, user: loginOf(actor), request: asked.request };
  if (asked.action !== 'git-receive-pack') return runBackend(backend);
  return receive(twin, keyOf(repository), actor, () => runBackend(backend));
}

/** Who asks; a token that does not hold counts as none, so that git asks its user for another. */
async function readPusher(twin: Twin, request: Request): Promise<Actor> {
  try {
    return await readActor(twin, request.headers.get('authorization') ?? undefined);
  } catch (error) {
    if (error instanceof GithubError) return { type: 'anonymous' };
    throw error;
  }
}

/** A push is answered when everything that follows from it is recorded. */
function receive(twin: Twin, repo: string, actor: Actor, push: () => Promise<Response>): Promise<Response> {
  return twin.serially(repo, async () => {
    const response = await push();
    await syncRefs(twin, repo, loginOf(actor));
    return response;
  });
}
