import { join } from 'node:path';
import type { Hono } from 'hono';
import { discard } from '#adapters/git/discard.ts';
import { AGENT_NAMES, type AgentName } from '#domain/agent.ts';
import type { Logger } from '../logger.ts';
import { createAgentCoreApp, type Runtime } from './app.ts';
import { killOrphans } from './kill-orphans.ts';
import type { People } from './open-people.ts';
import { openSessionRegistry, type SessionRegistry } from './sessions.ts';
import { type Supervisor, supervise, superviseWhenNeeded } from './supervisor.ts';
import type { UserPool } from './user-pool.ts';

export interface AgentCoreInput {
  /** Each agent's program. */
  readonly entryOf: (agent: AgentName) => string;
  /** What the agents' processes get as environment; it must hold no secret. */
  readonly env: Readonly<Record<string, string>>;
  /** Logs are written to `logs/<agent>.log` below it. */
  readonly dataDir: string;
  readonly logger: Logger;
  readonly people?: People;
  readonly interpreter?: Hono;
}

export interface AgentCore {
  /** The data plane for the SDK's client. */
  readonly app: Hono;
  readonly arns: Readonly<Record<AgentName, string>>;
  /** Where the agents themselves listen, for looking at `/ping`. */
  readonly agentUrls: Readonly<Record<AgentName, string>>;
  /** Of the agents' present processes, 0 before the first; a process that dies is replaced by one with another id. */
  pids(): Readonly<Record<AgentName, number>>;
  /** Ends all processes and waits for their end. */
  stop(): Promise<void>;
}

const SWEEP_MS = 60_000;

/** Agents that a ticket on its way to a pull request does not need: they start with the first who does. */
const WHEN_NEEDED: ReadonlySet<AgentName> = new Set<AgentName>(['slack', 'chat', 'sentry', 'review']);

/** Starts the agents that most tasks need as processes and waits until all of them answer. @throws Error naming the log of the agent that does not start */
export async function openAgentCore({ entryOf, env, dataDir, logger, people, interpreter }: AgentCoreInput): Promise<AgentCore> {
  const sessions = openSessionRegistry();
  let isStopping = false;
  const start = async (agent: AgentName): Promise<Started> => {
    const logFile = join(dataDir, 'logs', `${agent}.log`);
    const onEnded = async (): Promise<void> => {
      sessions.forgetAll(agent);
      const workspaces = env['STEPWRIGHT_WORKSPACE_DIR'];
      if (!workspaces) return;
      await killOrphans(join(workspaces, agent));
      // A dead session's disk dies with it; one that was asked to end leaves its work to the next start.
      if (!isStopping) await discard(join(workspaces, agent)).catch((error) => tell(agent, error));
    };
    const input = { entry: entryOf(agent), env, logFile, logger, onEnded };
    return [agent, await (WHEN_NEEDED.has(agent) ? superviseWhenNeeded(input) : supervise(input))];
  };
  const tell = (agent: AgentName, error: unknown): void =>
    logger.warn("a dead agent's checkouts could not be removed", { agent, error: String(error) });
  const supervisors = await startAll(start);
  const sweep = setInterval(() => void endExpired(sessions, supervisors), SWEEP_MS);
  sweep.unref();
  const stop = async (): Promise<void> => {
    isStopping = true;
    clearInterval(sweep);
    await Promise.all([...supervisors.values()].map((supervisor) => supervisor.stop()));
  };
  const arns = forEachAgent((agent) => toArn(agent, env['AWS_REGION'] ?? 'us-east-1'));
  const runtimes = new Map<string, Runtime>(
    [...supervisors].map(([agent, supervisor]) => [
      arns[agent],
      toRuntime(agent, supervisor, agent === 'chat' ? people?.users : undefined),
    ]),
  );
  return {
    app: createAgentCoreApp(runtimes, sessions, { identity: people?.identity, interpreter }),
    arns: forEachAgent((agent) => `${arns[agent]}/runtime-endpoint/live`),
    agentUrls: forEachAgent((agent) => supervisors.get(agent)?.url ?? ''),
    pids: () => forEachAgent((agent) => supervisors.get(agent)?.pid() ?? 0),
    stop,
  };
}

type Started = readonly [AgentName, Supervisor];

function toRuntime(agent: AgentName, supervisor: Supervisor, users: UserPool | undefined): Runtime {
  return {
    agent,
    ...(users ? { users } : {}),
    url: supervisor.url,
    untilReady: () => supervisor.untilReady(),
    stopSession: (sessionId) => supervisor.stopSession(sessionId),
  };
}

/** All agents beside each other, or none: when one does not start, the others are stopped. */
async function startAll(start: (agent: AgentName) => Promise<Started>): Promise<ReadonlyMap<AgentName, Supervisor>> {
  const results = await Promise.allSettled(AGENT_NAMES.map(start));
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return new Map(started);
  await Promise.all(started.map(([, supervisor]) => supervisor.stop()));
  throw failed.reason;
}

/** AgentCore ends sessions that idle or have lived too long. */
async function endExpired(sessions: SessionRegistry, supervisors: ReadonlyMap<AgentName, Supervisor>): Promise<void> {
  const busy = new Set<AgentName>();
  for (const [agent, supervisor] of supervisors) if (supervisor.pid() > 0 && (await isBusy(supervisor.url))) busy.add(agent);
  for (const { sessionId, agent } of sessions.listExpired(Date.now(), (name) => busy.has(name))) {
    sessions.forget(sessionId, agent);
    await supervisors.get(agent)?.stopSession(sessionId);
  }
}

async function isBusy(url: string): Promise<boolean> {
  const response = await fetch(`${url}/ping`).catch(() => undefined);
  return (await response?.text())?.includes('HealthyBusy') ?? false;
}

function forEachAgent<T>(make: (agent: AgentName) => T): Record<AgentName, T> {
  return {
    discovery: make('discovery'),
    planning: make('planning'),
    execution: make('execution'),
    'ci-monitor': make('ci-monitor'),
    slack: make('slack'),
    sentry: make('sentry'),
    review: make('review'),
    chat: make('chat'),
  };
}

/** In the form of a real one: a runtime's id is its name and ten characters. */
function toArn(agent: AgentName, region: string): string {
  return `arn:aws:bedrock-agentcore:${region}:000000000000:runtime/stepwright_${agent.replace('-', '_')}-LocalAgent`;
}
