import { type ChildProcess, spawn } from 'node:child_process';
import { z } from 'zod';

export interface SpawnedGit {
  readonly args: readonly string[];
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** After this long it is killed; never when absent. */
  readonly timeoutMs?: number;
  /** A git that writes more than this to either output is killed; none is when absent. */
  readonly maxBytes?: number;
}

export interface GitResult {
  /** -1 when a signal ended it. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Which limit ended it. */
  readonly stopped?: 'time' | 'output' | undefined;
}

const bytes = z.instanceof(Uint8Array).transform((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength));
const failureSchema = z.object({ code: z.union([z.number(), z.string()]).nullish(), message: z.string(), killed: z.boolean() });
const answerSchema = z.object({ id: z.int(), failure: failureSchema.optional(), stdout: bytes, stderr: bytes });
type Answer = z.infer<typeof answerSchema>;

/** After this long without work the process ends. */
const IDLE_MS = 30_000;

/**
 * Runs what it is sent and sends back what came of it; ends with the process that started it. A text, because agents are
 * deployed as one file each.
 */
const PROGRAM = `
const { execFile } = require('node:child_process');
const NONE = Buffer.alloc(0);
process.on('message', ({ id, args, options, input }) => {
  const tell = (error, stdout, stderr) => {
    const failure = error && { code: error.code, message: error.message, killed: error.killed === true };
    if (process.connected) process.send({ id, failure: failure ?? undefined, stdout, stderr }, () => {});
  };
  try {
    const child = execFile('git', args, options, tell);
    // A git that ends before it has read everything closes the pipe; its exit code tells why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  } catch (error) {
    tell(error, NONE, NONE);
  }
});
`;

const NODE_OPTIONS = ['--title=git-spawner', '--max-semi-space-size=1', '--disable-warning=ExperimentalWarning'];

interface Waiting {
  readonly resolve: (result: GitResult) => void;
  readonly reject: (error: Error) => void;
}

interface Spawner {
  readonly child: ChildProcess;
  readonly waiting: Map<number, Waiting>;
  readonly timer: NodeJS.Timeout;
}

let spawner: Spawner | undefined;
let last = 0;

/**
 * Runs git as a child of a small process and answers whatever its exit code. To start one from here copies the tables of
 * all memory that this process has, with everything else waiting: with many tasks that costs more than git itself.
 * Rejects when git cannot be started, with the system's code.
 */
export async function spawnGit({ args, env, cwd, input = '', timeoutMs = 0, maxBytes }: SpawnedGit): Promise<GitResult> {
  spawner ??= open();
  const { child, waiting, timer } = spawner;
  timer.refresh();
  const id = (last += 1);
  const result = new Promise<GitResult>((resolve, reject) => waiting.set(id, { resolve, reject }));
  child.channel?.ref();
  const limits = { timeout: timeoutMs, maxBuffer: maxBytes ?? Infinity, killSignal: 'SIGKILL' };
  child.send({ id, args, input, options: { cwd, env, encoding: 'buffer', ...limits } });
  return result;
}

function open(): Spawner {
  const child = spawn(process.execPath, [...NODE_OPTIONS, '-e', PROGRAM], {
    serialization: 'advanced',
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const timer = setTimeout(() => close(opened), IDLE_MS).unref();
  const opened: Spawner = { child, waiting: new Map(), timer };
  child.unref();
  child.on('message', (message) => {
    const answer = answerSchema.parse(message);
    const found = opened.waiting.get(answer.id);
    opened.waiting.delete(answer.id);
    if (opened.waiting.size === 0) child.channel?.unref();
    if (found) settle(answer, found);
  });
  child.on('error', (error) => end(opened, error));
  child.once('close', () => end(opened, new Error('the process that starts git has ended')));
  return opened;
}

function settle({ failure, stdout, stderr }: Answer, { resolve, reject }: Waiting): void {
  const result = { stdout, stderr: stderr.toString('utf8') };
  if (!failure) return resolve({ code: 0, ...result });
  const { code, message, killed } = failure;
  if (typeof code === 'number') return resolve({ code, ...result });
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return resolve({ code: -1, stopped: 'output', ...result });
  if (typeof code === 'string') return reject(Object.assign(new Error(message), { code }));
  return resolve({ code: -1, ...(killed ? { stopped: 'time' } : {}), ...result });
}

/** Asks again later when something still runs. */
function close(opened: Spawner): void {
  if (opened.waiting.size > 0) {
    opened.timer.refresh();
    return;
  }
  if (spawner === opened) spawner = undefined;
  opened.child.disconnect();
}

function end(opened: Spawner, error: Error): void {
  clearTimeout(opened.timer);
  if (spawner === opened) spawner = undefined;
  for (const { reject } of opened.waiting.values()) reject(error);
  opened.waiting.clear();
}
