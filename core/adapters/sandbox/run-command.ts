import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { InputError, UpstreamError } from '#domain/errors.ts';
import type { CommandResult, Stopped } from '#ports/sandbox.ts';
import { cutMiddle, type MiddleCut } from './cut-middle.ts';
import type { CommandLimits } from './limits.ts';
import { killTree } from './process-tree.ts';
import { watch } from './watch.ts';

/** A program that prepares everything and then becomes or starts the command, whose output is its own. */
export interface Launch {
  readonly argv: readonly [string, ...string[]];
  /** The whole environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Where processes can leave the tree: what all of them have in their environment unless they take it out. */
  readonly marker: string | undefined;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal | undefined;
  readonly limits: CommandLimits;
}

interface Ending {
  readonly exitCode: number;
  readonly stopped: Stopped | undefined;
}

/** How far the launching program has come. */
interface Entering {
  onReady(told: () => void): void;
  done(): boolean;
  said(): string;
}

/** Added to a command's time until it has begun. */
const ENTER_SECONDS = 60;

/** How a shell tells that the kernel ended a command because of the size of a file. */
const FILE_TOO_LARGE = 128 + 25;
const MAX_SAID = 1_000;

/** Runs a command; when it ends, in whatever way, nothing that it started is left. Rejects with the signal's reason. */
export async function runCommand(launch: Launch): Promise<CommandResult> {
  launch.signal?.throwIfAborted();
  const started = performance.now();
  const output = cutMiddle(launch.limits.outputBytes);
  const child = start(launch);
  const entering = readEntering(child);
  const ended = once(child, 'close');
  ended.catch(() => undefined);
  const ending = await waitFor(child, launch, { entering, output });
  if (child.pid !== undefined) await killTree(child.pid, launch.marker);
  await Promise.race([ended, delay(2_000)]);
  child.stdout?.destroy();
  launch.signal?.throwIfAborted();
  if (!entering.done() && ending.stopped === undefined) throw notStarted(entering.said());
  return { ...ending, output: output.text(), ms: Math.round(performance.now() - started) };
}

function start({ argv: [program, ...args], environment, directory }: Launch): ChildProcess {
  try {
    return spawn(program, args, {
      cwd: directory,
      env: { ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
  } catch (cause) {
    if (!isTooLong(cause)) throw cause;
    const remedy = 'Write it into a file, and run that.';
    throw new InputError('The command is longer than a command can be.', { code: 'COMMAND_TOO_LONG', remedy, cause });
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'E2BIG';
}

/** What the launching program says of itself: on its error output, and `ready` on the third descriptor just before the command. */
function readEntering(child: ChildProcess): Entering {
  let said = '';
  let isDone = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    if (said.length < MAX_SAID) said += chunk.toString('utf8');
  });
  let tell: (() => void) | undefined;
  const [, , , third] = child.stdio;
  if (isReadable(third)) {
    third.on('error', () => undefined);
    third.once('data', () => {
      isDone = true;
      tell?.();
    });
  }
  return { onReady: (told) => (tell = told), done: () => isDone, said: () => said.trim() };
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === 'object' && stream !== null && 'on' in stream;
}

function notStarted(said: string): UpstreamError {
  return new UpstreamError(`The command could not be started: ${said.slice(0, MAX_SAID) || 'the program that starts it died'}.`, {
    code: 'SANDBOX_FAILED',
    kind: 'compute',
    remedy: 'See docs/explanation/workspace.md for what the sandbox needs of the machine.',
  });
}

interface Heard {
  readonly entering: Entering;
  readonly output: MiddleCut;
}

/** Waits for the exit, a limit or the signal, whichever is first. */
function waitFor(child: ChildProcess, launch: Launch, { entering, output }: Heard): Promise<Ending> {
  const { limits, signal, marker, directory } = launch;
  return new Promise((resolve, reject) => {
    let written = 0;
    let settled = false;
    const unwatch = watch({ leader: child.pid ?? -1, marker, directory, limits }, (limit) => settle(-1, limit));
    const settle = (exitCode: number, stopped: Stopped | undefined): void => {
      settled = true;
      clearTimeout(timer);
      unwatch();
      signal?.removeEventListener('abort', onAbort);
      resolve({ exitCode, stopped });
    };
    const onAbort = (): void => settle(-1, undefined);
    const expire = (seconds: number): NodeJS.Timeout => setTimeout(() => settle(-1, 'time'), seconds * 1_000);
    let timer = expire(launch.timeoutSeconds + ENTER_SECONDS);
    entering.onReady(() => {
      clearTimeout(timer);
      if (!settled) timer = expire(launch.timeoutSeconds);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    child.stdout?.on('data', (chunk: Buffer) => {
      output.add(chunk);
      written += chunk.length;
      if (written > limits.maxOutputBytes) settle(-1, 'output');
    });
    child.once('error', (error) => {
      reject(error);
      settle(-1, undefined);
    });
    // 128 and more is how a shell tells that a signal ended a command.
    child.once('exit', (code) => settle(code ?? 137, code === FILE_TOO_LARGE ? 'file-size' : undefined));
  });
}
