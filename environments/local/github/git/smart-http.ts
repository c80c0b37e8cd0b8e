import { spawnGit } from '#adapters/git/spawner.ts';
import { GIT_ENVIRONMENT, takeTurn } from './run-git.ts';

export interface BackendRequest {
  /** Folder of bare repositories and the path below it, such as `/owner/name.git/info/refs`. */
  readonly root: string;
  readonly path: string;
  readonly user: string;
  readonly request: Request;
}

/** Hands a request to `git http-backend` once all of it is there; the body of the answer is complete only when git has ended. */
export async function runBackend({ root, path, user, request }: BackendRequest): Promise<Response> {
  const input = new Uint8Array(await request.arrayBuffer());
  const env = {
    ...GIT_ENVIRONMENT,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: path,
    QUERY_STRING: new URL(request.url).search.slice(1),
    REQUEST_METHOD: request.method,
    REMOTE_USER: user,
    REMOTE_ADDR: '127.0.0.1',
    CONTENT_TYPE: request.headers.get('content-type') ?? '',
    HTTP_CONTENT_ENCODING: request.headers.get('content-encoding') ?? '',
    GIT_PROTOCOL: request.headers.get('git-protocol') ?? '',
  };
  const { stdout } = await takeTurn(() => spawnGit({ args: ['http-backend'], env, input }));
  return toResponse(stdout);
}

function toResponse(output: Buffer): Response {
  const end = output.indexOf('\r\n\r\n');
  if (end < 0) return new Response('git http-backend gave no answer', { status: 500 });
  const headers = new Headers();
  let status = 200;
  for (const line of output.subarray(0, end).toString('latin1').split('\r\n')) {
    const at = line.indexOf(':');
    const [name, value] = [line.slice(0, at), line.slice(at + 1).trim()];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else headers.set(name, value);
  }
  return new Response(new Uint8Array(output.subarray(end + 4)), { status, headers });
}
