import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { listen } from './listen.ts';

export interface HttpServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Stops accepting, ends idle and running connections. */
  close(): Promise<void>;
}

const ELSEWHERE = 'This is for this machine only: use 127.0.0.1.\n';

/** False for a name that a web site had resolved to 127.0.0.1, so that a browser would let it read what is here. */
function isForThisMachine(request: Request): boolean {
  const { hostname } = new URL(request.url);
  return hostname === '127.0.0.1' || hostname === 'localhost';
}

/** Serves an app on 127.0.0.1; port 0 takes a free one. Rejects with the system's error, such as EADDRINUSE. */
export async function serve(app: Pick<Hono, 'fetch'>, port = 0): Promise<HttpServer> {
  const server = createAdaptorServer({
    fetch: (request, env) => (isForThisMachine(request) ? app.fetch(request, env) : new Response(ELSEWHERE, { status: 403 })),
  });
  const taken = await listen(server, port);
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
