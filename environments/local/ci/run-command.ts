import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { killTree } from '#adapters/sandbox/process-tree.ts';

export interface CommandInput {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** Ends the command with everything it started. */
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
}

export type CommandEnd =
  | { readonly type: 'exited'; readonly code: number }
  | { readonly type: 'timed-out' }
  | { readonly type: 'aborted' };

/** The name under which a command's processes are found again, wherever they detach to. */
const MARKER = 'RUNNER_TRACKING_ID';

/** How long the output of processes that have just been killed may take to be read. */
const DRAIN_MS = 2_000;

/** Runs a command in a session of its own; of all it started nothing is left when this resolves. */
export async function runCommand(input: CommandInput): Promise<CommandEnd> {
  if (input.signal.aborted) return { type: 'aborted' };
  const mark = randomUUID();
  const child = start(input, mark);
  const closed = once(child, 'close');
  closed.catch(() => undefined);
  const end = await waitForEnd(child, input);
  if (child.pid !== undefined) await killTree(child.pid, `${MARKER}=${mark}`);
  await Promise.race([closed, delay(DRAIN_MS, undefined, { ref: false })]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return end;
}

function start({ command, args, cwd, env, onOutput }: CommandInput, mark: string): ChildProcess {
  const child = spawn(command, args, {
    cwd,
    env: { ...env, [MARKER]: mark },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', onOutput);
  }
  return child;
}

/** Waits for the exit, the time limit or the signal, whichever is first. */
function waitForEnd(child: ChildProcess, { timeLimit, signal }: CommandInput): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    const settle = (end: CommandEnd): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(end);
    };
    const onAbort = (): void => settle({ type: 'aborted' });
    const timer = setTimeout(() => settle({ type: 'timed-out' }), timeLimit);
    signal.addEventListener('abort', onAbort, { once: true });
    child.once('error', (error) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      reject(error);
    });
    child.once('exit', (code) => settle({ type: 'exited', code: code ?? -1 }));
  });
}
