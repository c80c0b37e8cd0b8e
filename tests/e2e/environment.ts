import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const root = new URL('../../', import.meta.url).pathname;

/** What `GET /local` answers, as an outside client reads it. */
const localSchema = z.object({
  ingress: z.string(),
  api: z.object({ url: z.string(), token: z.string(), tokens: z.record(z.string(), z.string()) }),
  table: z.string(),
  stateMachineArn: z.string(),
  dynamodb: z.string(),
  stepFunctions: z.string(),
  agentcore: z.string(),
  bedrock: z.string(),
  agents: z.record(z.string(), z.object({ url: z.string(), arn: z.string() })),
  chat: z.object({ url: z.string(), tokens: z.record(z.string(), z.string()) }),
  github: z.object({
    api: z.string(),
    git: z.string(),
    token: z.string(),
    tokens: z.record(z.string(), z.string()),
    webhookSecret: z.string(),
    repos: z.array(z.string()),
  }),
  jira: z.object({ url: z.string(), email: z.string(), token: z.string(), webhookSecret: z.string(), project: z.string() }),
  sentry: z.object({
    url: z.string(),
    organization: z.string(),
    token: z.string(),
    clientSecret: z.string(),
    project: z.string(),
    dsns: z.record(z.string(), z.string()),
  }),
  slack: z.object({ api: z.string(), botToken: z.string(), signingSecret: z.string(), channel: z.string() }),
});
export type Local = z.infer<typeof localSchema>;

export interface Environment {
  readonly process: ChildProcess;
  readonly dataDir: string;
  readonly local: Local;
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL of the whole environment's main process, as a crash would. */
  kill(): Promise<void>;
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'stepwright-e2e-'));
}

/** Spawns `npm start`'s command with these arguments; only PATH and HOME are inherited. */
export function spawnLocal(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, ['environments/local/main.js', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Runs the command to its end; answers what it printed and its exit code. */
export async function runLocal(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawnLocal(args, env);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin?.end();
  const [code]: unknown[] = await once(child, 'close');
  return { stdout, stderr, code };
}

/** Starts an environment without the demo and waits until it says that it is ready. */
export async function startEnvironment(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<Environment> {
  const child = spawnLocal(['--no-demo', '--port', '0', '--data', dataDir], env);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  if (child.stdout === null) throw new Error('no standard output');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const url = /^ready (http:\/\/\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    const local = localSchema.parse(await (await fetch(`${url}/local`)).json());
    return {
      process: child,
      dataDir,
      local,
      stop: () => end(child, 'SIGINT'),
      kill: async () => void (await end(child, 'SIGKILL')),
    };
  }
  throw new Error(`the environment did not start: ${stderr}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const closed = once(child, 'exit');
  child.kill(signal);
  await closed;
  return child.exitCode;
}

/** Processes that mention this directory in their command line or environment: what an ended environment left behind. */
export function processesOf(dataDir: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => `${readProc(pid, 'cmdline')}\0${readProc(pid, 'environ')}`.includes(dataDir))
    .map((pid) => `${pid} ${readProc(pid, 'cmdline').replaceAll('\0', ' ')}`);
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}
