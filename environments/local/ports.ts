import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Hono } from 'hono';
import { z } from 'zod';
import { type HttpServer, serve } from './http/serve.ts';

export interface Door {
  readonly url: string;
  /** From now on requests are answered by this app; those that came before waited for it. */
  attach(app: Pick<Hono, 'fetch'>): void;
}

/**
 * Opens the environment's HTTP servers. Addresses exist before what answers behind them does, so that parts that
 * need each other's address can be opened in any order, and they stay the same over a restart when they are free.
 */
export interface Ports {
  /** Without a port, the one of the last time or else a free one. Rejects with EADDRINUSE when a given port is taken. */
  open(name: string, port?: number): Promise<Door>;
  closeAll(): Promise<void>;
}

const portsSchema = z.record(z.string(), z.int().min(0).max(65_535));

export function openPorts(file: string): Ports {
  const remembered = readPorts(file);
  const servers: HttpServer[] = [];
  return {
    open: async (name, port) => {
      const { promise, resolve } = Promise.withResolvers<Pick<Hono, 'fetch'>>();
      const waiting = new Hono().all('*', async (context) => (await promise).fetch(context.req.raw, context.env));
      const server = port === undefined ? await serveAgain(waiting, remembered[name] ?? 0) : await serve(waiting, port);
      servers.push(server);
      remembered[name] = server.port;
      writeFileSync(file, JSON.stringify(remembered, undefined, 2));
      return { url: server.url, attach: resolve };
    },
    closeAll: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

async function serveAgain(app: Hono, port: number): Promise<HttpServer> {
  try {
    return await serve(app, port);
  } catch (error) {
    if (port === 0) throw error;
    return serve(app, 0);
  }
}

/** Only a memory: without it, or with a damaged one, every port is a new one. */
function readPorts(file: string): Record<string, number> {
  if (!existsSync(file)) return {};
  try {
    return portsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
