import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { UpstreamError } from '#domain/errors.ts';

export interface AgentProcessInput {
  /** The agent's server, from its source or bundled. */
  readonly entry: string;
  /** 0 lets the system choose a free one. */
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** One running agent: a Node process of its own, the leader of its own process group. */
export interface AgentProcess {
  readonly pid: number;
  /** Resolves, never rejects, when the process has ended, however it ended. */
  readonly ended: Promise<string>;
  /** Resolves with its address once it answers pings. @throws Error when it ends before */
  untilReady(): Promise<string>;
  /** Ends a session's work; false when the process did not confirm it in time. */
  stopSession(sessionId: string): Promise<boolean>;
  /** SIGTERM, and SIGKILL when that is not obeyed in time. */
  stop(): Promise<void>;
  kill(): void;
}

const STOP_MS = 5_000;
const READY_MS = 60_000;
const PING_EVERY_MS = 40;

/** What a process needs from the machine it runs on; everything else, secrets above all, stays out of it. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];

const replySchema = z.object({ type: z.literal('session-stopped'), id: z.string() });
const listeningSchema = z.object({ type: z.literal('listening'), url: z.url() });

/** Starts the process; its output is appended to the log file. */
export function startAgentProcess({ entry, port, env, logFile }: AgentProcessInput): AgentProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const inherited = Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry], {
    env: { ...inherited, ...env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  });
  closeSync(log);
  let url: string | undefined;
  child.on('message', (message) => {
    url = listeningSchema.safeParse(message).data?.url ?? url;
  });
  let hasEnded = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).finally(() => {
    hasEnded = true;
    // Whatever it had started in its own group ends with it.
    killGroup(child);
  });
  return {
    pid: child.pid ?? 0,
    ended,
    untilReady: async () => {
      const deadline = Date.now() + READY_MS;
      for (;;) {
        if (url !== undefined && !hasEnded && (await answersPing(url))) return url;
        if (hasEnded || Date.now() > deadline) throw notStarted(entry, await withLimit(ended), logFile);
        await delay(PING_EVERY_MS);
      }
    },
    stopSession: (sessionId) => askToStop(child, sessionId, ended),
    stop: async () => {
      child.kill('SIGTERM');
      await Promise.race([ended, delay(STOP_MS, undefined, { ref: false })]);
      if (!hasEnded) killGroup(child);
      await ended;
    },
    kill: () => killGroup(child),
  };
}

function notStarted(entry: string, how: string, logFile: string): UpstreamError {
  const agent = basename(dirname(entry));
  return new UpstreamError(`The ${agent} agent did not start (${how}): ${logFile} says why.`, { code: 'AGENT_NOT_STARTED' });
}

async function withLimit(ended: Promise<string>): Promise<string> {
  return Promise.race([ended, delay(1, 'it started but is silent')]);
}

async function answersPing(url: string): Promise<boolean> {
  const response = await fetch(`${url}/ping`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}

async function askToStop(child: ChildProcess, sessionId: string, ended: Promise<string>): Promise<boolean> {
  if (!child.connected) return true;
  const id = crypto.randomUUID();
  const confirmed = new Promise<boolean>((resolve) => {
    const listen = (message: unknown): void => {
      const reply = replySchema.safeParse(message);
      if (!reply.success || reply.data.id !== id) return;
      child.off('message', listen);
      resolve(true);
    };
    child.on('message', listen);
  });
  child.send({ type: 'stop-session', id, sessionId });
  return Promise.race([confirmed, ended.then(() => true), delay(STOP_MS, false, { ref: false })]);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}
