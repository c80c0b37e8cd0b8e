import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommandResult } from '#ports/workspace.ts';
import { cutMiddle, type MiddleCut } from './cut-middle.ts';
import { killTree } from './process-tree.ts';

export interface CommandLimits {
  /** Output beyond it is cut in the middle. */
  readonly outputBytes: number;
  /** No file that a command writes may grow beyond it. */
  readonly fileBytes: number;
  /** Processes of the system's user altogether. */
  readonly processes: number;
}

export interface CommandInput {
  readonly command: string;
  readonly cwd: string;
  /** The whole environment of the command; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly limits: CommandLimits;
}

const LIMITED = 'ulimit -c 0; ulimit -f "$1"; ulimit -u "$2" 2>/dev/null; exec bash --noprofile --norc -c "$3" 2>&1';

/** The name under which a command's processes are found again, wherever they detach to. */
const MARKER = 'RUN_MARK';

/** Runs a command with `bash`; when it ends, in whatever way, nothing that it started is left. Rejects with the signal's reason. */
export async function runCommand(input: CommandInput): Promise<CommandResult> {
  input.signal?.throwIfAborted();
  const started = performance.now();
  const mark = randomUUID();
  const output = cutMiddle(input.limits.outputBytes);
  const child = start(input, mark, output);
  const ended = once(child, 'close');
  ended.catch(() => undefined);
  const ending = await waitFor(child, input);
  if (child.pid !== undefined) await killTree(child.pid, `${MARKER}=${mark}`);
  await Promise.race([ended, delay(2_000)]);
  child.stdout?.destroy();
  input.signal?.throwIfAborted();
  return {
    exitCode: ending.exitCode,
    output: output.text(),
    timedOut: ending.timedOut,
    ms: Math.round(performance.now() - started),
  };
}

function start({ command, cwd, environment, limits }: CommandInput, mark: string, output: MiddleCut): ChildProcess {
  const kibibytes = Math.ceil(limits.fileBytes / 1024);
  const child = spawn('/bin/bash', ['-c', LIMITED, 'bash', String(kibibytes), String(limits.processes), command], {
    cwd,
    env: { ...environment, [MARKER]: mark },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout?.on('data', (chunk: Buffer) => output.add(chunk));
  return child;
}

/** Waits for the exit, the time limit or the signal, whichever is first. */
function waitFor(child: ChildProcess, input: CommandInput): Promise<{ exitCode: number; timedOut: boolean }> {
  return new Promise((resolve, reject) => {
    const settle = (exitCode: number, timedOut: boolean): void => {
      clearTimeout(timer);
      input.signal?.removeEventListener('abort', onAbort);
      resolve({ exitCode, timedOut });
    };
    const onAbort = (): void => settle(-1, false);
    const timer = setTimeout(() => settle(-1, true), input.timeoutSeconds * 1_000);
    input.signal?.addEventListener('abort', onAbort, { once: true });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    // 128 and more is how a shell tells that a signal ended a command.
    child.once('exit', (code) => settle(code ?? 137, false));
  });
}
