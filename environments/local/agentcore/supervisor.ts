import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { listen } from '../http/listen.ts';
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

/** The same, with no process until somebody connects to its address or `untilReady` is first called. */
export async function superviseWhenNeeded(input: SupervisorInput): Promise<Supervisor> {
  let starting: Promise<Supervisor> | undefined;
  let started: Supervisor | undefined;
  const start = async (): Promise<Supervisor> => {
    starting ??= supervise(input).catch((error: unknown) => {
      starting = undefined;
      throw error;
    });
    started = await starting;
    await started.untilReady();
    return started;
  };
  const door = await openDoor(async () => (await start()).url);
  return {
    url: door.url,
    pid: () => started?.pid() ?? 0,
    untilReady: async () => {
      await start();
    },
    stopSession: async (sessionId) => started?.stopSession(sessionId),
    stop: async () => {
      door.close();
      const running = await starting?.catch(() => undefined);
      await running?.stop();
    },
  };
}

interface Door {
  readonly url: string;
  close(): void;
}

/** An address whose connections lead to where `open` says; one is closed when it says nothing. */
async function openDoor(open: () => Promise<string>): Promise<Door> {
  const sockets = new Set<Socket>();
  const lead = async (outside: Socket): Promise<void> => {
    const inside = connect(Number(new URL(await open()).port), '127.0.0.1');
    await pipeline(outside, inside, outside);
  };
  const server = createServer({ allowHalfOpen: true }, (outside) => {
    sockets.add(outside);
    outside.once('close', () => sockets.delete(outside));
    lead(outside).catch(() => outside.destroy());
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
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
