import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { taskIdOf } from '#domain/agent.ts';
import type { Agent } from './agent.ts';
import { createAgentApp } from './agent-app.ts';
import { obeyParent, tellParent } from './obey-parent.ts';
import type { StepDeps } from './run-step.ts';
import { openSessions } from './sessions.ts';

/** Where an agent listens. */
export interface Address {
  /** `0.0.0.0` in AgentCore, 127.0.0.1 on a developer's machine. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export type ServeDeps = StepDeps & Address;

/** What an agent's process serves: the AgentCore contract, and an end to what it does. */
export interface Service {
  readonly app: Hono;
  /** Ends what the session does; false when it did nothing. */
  stopSession(sessionId: string): Promise<boolean>;
  /** Aborts all work without reporting it. */
  stopAll(why: string): Promise<void>;
}

export interface ServedAgent {
  /** `http://HOST:PORT`, without a slash at the end. */
  readonly url: string;
  /** Aborts all work without reporting it, then stops listening. */
  close(): Promise<void>;
}

/** How long an aborted step may take to let go, before the process ends without it. */
const GRACE_MS = 10_000;

/** Serves by the AgentCore contract until SIGTERM, SIGINT or the end of the parent that supervises this process. */
export async function serve(service: Service, deps: Pick<ServeDeps, 'host' | 'port' | 'log' | 'errors'>): Promise<ServedAgent> {
  const served = await listen(service, deps);
  let ending: Promise<never> | undefined;
  const end = (): void => {
    // A second signal changes nothing: whoever is impatient sends SIGKILL.
    ending ??= served.close().then(() => process.exit(0));
    setTimeout(() => process.exit(1), GRACE_MS).unref();
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  obeyParent((sessionId) => service.stopSession(sessionId), end);
  tellParent(served.url);
  deps.log('info', 'ready', { url: served.url });
  return served;
}

/** Serves without touching the process: what tests use. Rejects with the system's error, such as EADDRINUSE. */
export async function listen(service: Service, deps: Pick<ServeDeps, 'host' | 'port' | 'errors'>): Promise<ServedAgent> {
  const server = createAdaptorServer({ fetch: service.app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(deps.port, deps.host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://${deps.host}:${address.port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await service.stopAll('the agent is shutting down');
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
      await deps.errors.flush();
    },
  };
}

/** An agent that does steps, one per session at a time. */
export function stepService(agent: Agent, deps: StepDeps): Service {
  const sessions = openSessions(agent, deps);
  return {
    app: createAgentApp(agent, sessions, deps.log),
    stopSession: async (sessionId) => {
      const stopped = await sessions.stop(sessionId, 'its session was stopped');
      await release(agent, sessionId, deps);
      return stopped;
    },
    stopAll: (why) => sessions.stopAll(why),
  };
}

/** In AgentCore the session's disk goes with its microVM. */
async function release(agent: Agent, sessionId: string, { log }: StepDeps): Promise<void> {
  const taskId = taskIdOf(sessionId, agent.name);
  if (taskId === undefined) return;
  await agent.release?.(taskId).catch((error: unknown) => {
    // The session has ended all the same; what is left is only in the way.
    log('error', 'what a stopped session left could not be removed', { taskId, error: String(error) });
  });
}
