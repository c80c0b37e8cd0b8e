import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import { type AgentProcess, startAgentProcess } from './agent-process.ts';

export interface SupervisorInput {
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly logger: Logger;
  /** Called whenever a process has ended, before the next one starts; its sessions ended with it. */
  readonly onEnded: () => Promise<void>;
}

/** Keeps one agent running: the same address for its whole life, another process when one dies. */
export interface Supervisor {
  readonly url: string;
  /** Of the present process. */
  pid(): number;
  /** Resolves once the agent answers pings; waits for the next process when one has died. @throws Error when there is none in time */
  untilReady(): Promise<void>;
  stopSession(sessionId: string): Promise<void>;
  stop(): Promise<void>;
}

const FIRST_BACK_OFF_MS = 100;
const MAX_BACK_OFF_MS = 10_000;
/** How long a request waits for an agent that is being started again. */
const RESTART_MS = 30_000;
/** A process that lived this long was not part of a crash loop. */
const HEALTHY_MS = 30_000;

/** Starts the agent on a free port of 127.0.0.1 and waits until it answers. @throws Error that names its log when it does not */
export async function supervise(input: SupervisorInput): Promise<Supervisor> {
  const stopping = new AbortController();
  let current = startAgentProcess({ ...input, port: 0 });
  const url = await untilFirstReady(current, input);
  const start = (): AgentProcess => startAgentProcess({ ...input, port: Number(new URL(url).port) });
  let failures = 0;
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const startedAt = Date.now();
      const how = await current.ended;
      await input.onEnded();
      if (stopping.signal.aborted) return;
      failures = Date.now() - startedAt > HEALTHY_MS ? 1 : failures + 1;
      const waitMs = Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (failures - 1));
      input.logger.warn('agent process ended; starting it again', { entry: input.entry, how, waitMs });
      const slept = await delay(waitMs, true, { signal: stopping.signal }).catch(() => false);
      if (slept) current = start();
    }
  };
  const watching = watch();
  return {
    url,
    pid: () => current.pid,
    untilReady: async () => {
      const deadline = Date.now() + RESTART_MS;
      for (;;) {
        try {
          await current.untilReady();
          return;
        } catch (error) {
          if (stopping.signal.aborted || Date.now() > deadline) throw error;
          await delay(FIRST_BACK_OFF_MS);
        }
      }
    },
    stopSession: async (sessionId) => {
      const confirmed = await current.stopSession(sessionId);
      // AgentCore would end the session's microVM; a process that does not let go is ended like one.
      if (!confirmed) current.kill();
    },
    stop: async () => {
      stopping.abort();
      await current.stop();
      await watching;
    },
  };
}

/** The same, with no process until `untilReady` is first called; before that its address is empty. */
export function superviseWhenNeeded(input: SupervisorInput): Supervisor {
  let starting: Promise<Supervisor> | undefined;
  let started: Supervisor | undefined;
  const start = (): Promise<Supervisor> => {
    starting ??= supervise(input).catch((error: unknown) => {
      starting = undefined;
      throw error;
    });
    return starting;
  };
  return {
    get url() {
      return started?.url ?? '';
    },
    pid: () => started?.pid() ?? 0,
    untilReady: async () => {
      started = await start();
      await started.untilReady();
    },
    stopSession: async (sessionId) => started?.stopSession(sessionId),
    stop: async () => {
      const running = await starting?.catch(() => undefined);
      await running?.stop();
    },
  };
}

/** The first process says at once what is wrong with it: starting it again would only hide that. */
async function untilFirstReady(process: AgentProcess, input: SupervisorInput): Promise<string> {
  try {
    return await process.untilReady();
  } catch (error) {
    await process.stop();
    await input.onEnded();
    throw error;
  }
}
