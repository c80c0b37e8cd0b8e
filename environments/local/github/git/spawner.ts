import { type ChildProcess, fork } from 'node:child_process';
import { z } from 'zod';

export interface SpawnedGit {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | Buffer;
}

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const bytes = z.instanceof(Uint8Array).transform((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength));
const answerSchema = z.union([
  z.object({ id: z.int(), code: z.int(), stdout: bytes, stderr: z.string() }),
  z.object({ id: z.int(), error: z.string() }),
]);

/** After this long without work the process ends. */
const IDLE_MS = 5_000;

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
 * Runs git as a child of a small process. To start one from here copies the tables of all memory that the environment has,
 * with everything else waiting: with hundreds of tasks that costs more than git itself. Rejects when git cannot be started.
 */
export async function spawnGit(git: SpawnedGit): Promise<GitResult> {
  spawner ??= open();
  const { child, waiting, timer } = spawner;
  timer.refresh();
  const id = (last += 1);
  const result = new Promise<GitResult>((resolve, reject) => waiting.set(id, { resolve, reject }));
  child.channel?.ref();
  child.send({ id, ...git });
  return result;
}

function open(): Spawner {
  const child = fork(new URL('./spawner-process.ts', import.meta.url), {
    serialization: 'advanced',
    execArgv: ['--max-semi-space-size=1', '--disable-warning=ExperimentalWarning'],
    env: {},
    stdio: 'ignore',
  });
  const timer = setTimeout(() => close(opened), IDLE_MS).unref();
  const opened: Spawner = { child, waiting: new Map(), timer };
  child.unref();
  child.on('message', (message) => {
    const answer = answerSchema.parse(message);
    const found = opened.waiting.get(answer.id);
    opened.waiting.delete(answer.id);
    if (opened.waiting.size === 0) child.channel?.unref();
    if ('error' in answer) return found?.reject(new Error(answer.error));
    const { code, stdout, stderr } = answer;
    return found?.resolve({ code, stdout, stderr });
  });
  child.once('error', (error) => end(opened, error));
  child.once('close', () => end(opened, new Error('the process that starts git has ended')));
  return opened;
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
