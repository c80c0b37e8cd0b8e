import { type ChildProcess, spawn } from 'node:child_process';

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

/** Runs a command in its own process group, of which nothing is left when it has ended. */
export async function runCommand(input: CommandInput): Promise<CommandEnd> {
  if (input.signal.aborted) return { type: 'aborted' };
  const child = spawn(input.command, input.args, {
    cwd: input.cwd,
    env: { ...input.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => input.onOutput(text));
  }
  let cut: 'timed-out' | 'aborted' | undefined;
  const stop = (why: 'timed-out' | 'aborted') => (): void => {
    cut ??= why;
    killGroup(child);
  };
  const timer = setTimeout(stop('timed-out'), input.timeLimit);
  const onAbort = stop('aborted');
  input.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const code = await waitForEnd(child);
    return cut === undefined ? { type: 'exited', code } : { type: cut };
  } finally {
    clearTimeout(timer);
    input.signal.removeEventListener('abort', onAbort);
  }
}

/** The exit code, after the group is gone and all of its output has been read. */
function waitForEnd(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let exitCode = -1;
    child.once('error', reject);
    child.once('exit', (code) => {
      exitCode = code ?? -1;
      // What the command left in the background would otherwise keep the pipes open.
      killGroup(child);
    });
    child.once('close', () => resolve(exitCode));
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: the whole group has ended already.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
