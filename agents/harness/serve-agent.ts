import { createAdaptorServer } from '@hono/node-server';
import { taskIdOf } from '#domain/agent.ts';
import type { Agent } from './agent.ts';
import { createAgentApp } from './agent-app.ts';
import { obeyParent, tellParent } from './obey-parent.ts';
import type { StepDeps } from './run-step.ts';
import { openSessions } from './sessions.ts';

export interface ServeDeps extends StepDeps {
  /** `0.0.0.0` in AgentCore, 127.0.0.1 on a developer's machine. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface ServedAgent {
  /** `http://HOST:PORT`, without a slash at the end. */
  readonly url: string;
  /** Aborts all work without reporting it, then stops listening. */
  close(): Promise<void>;
}

/** How long an aborted step may take to let go, before the process ends without it. */
const GRACE_MS = 10_000;

/** Serves the agent by the AgentCore contract until SIGTERM, SIGINT or the end of the parent that supervises it. */
export async function serveAgent(agent: Agent, deps: ServeDeps): Promise<ServedAgent> {
  const served = await listen(agent, deps);
  let ending: Promise<never> | undefined;
  const end = (): void => {
    // A second signal changes nothing: whoever is impatient sends SIGKILL.
    ending ??= served.close().then(() => process.exit(0));
    setTimeout(() => process.exit(1), GRACE_MS).unref();
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  obeyParent((sessionId) => served.stopSession(sessionId), end);
  tellParent(served.url);
  deps.log('info', 'ready', { url: served.url });
  return served;
}

/** Serves the agent without touching the process: what tests use. Rejects with the system's error, such as EADDRINUSE. */
export async function listen(
  agent: Agent,
  deps: ServeDeps,
): Promise<ServedAgent & { stopSession(sessionId: string): Promise<boolean> }> {
  const sessions = openSessions(agent, deps);
  const server = createAdaptorServer({ fetch: createAgentApp(agent, sessions, deps.log).fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(deps.port, deps.host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://${deps.host}:${address.port}`,
    stopSession: async (sessionId) => {
      const stopped = await sessions.stop(sessionId, 'its session was stopped');
      await release(agent, sessionId, deps);
      return stopped;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await sessions.stopAll('the agent is shutting down');
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
      await deps.errors.flush();
    },
  };
}

/** In AgentCore the session's disk goes with its microVM. */
async function release(agent: Agent, sessionId: string, { log }: ServeDeps): Promise<void> {
  const taskId = taskIdOf(sessionId, agent.name);
  if (taskId === undefined) return;
  await agent.release?.(taskId).catch((error: unknown) => {
    // The session has ended all the same; what is left is only in the way.
    log('error', 'what a stopped session left could not be removed', { taskId, error: String(error) });
  });
}
