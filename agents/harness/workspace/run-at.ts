import { randomUUID } from 'node:crypto';
import type { CommandResult } from '#ports/sandbox.ts';
import type { Workspace } from '#ports/workspace.ts';

export interface RunAtInput {
  readonly workspace: Workspace;
  /** A commit or a branch of the server (`origin/main`). */
  readonly commit: string;
  /** Run before the command; its output counts only when it fails. */
  readonly install?: string | undefined;
  readonly command: string;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** The exit code that says the checkout of the other commit could not be prepared. */
export const NOT_PREPARED = 125;

/** Runs a command of the repository as it was at another commit, in a clone beside the checkout that is removed again. */
export async function runAt(input: RunAtInput): Promise<CommandResult> {
  const { workspace, commit, install, command, timeoutSeconds, signal } = input;
  if (!/^[\w./^~-]+$/.test(commit)) throw new Error(`not a commit: ${commit}`);
  const place = `"$TMPDIR/at-${randomUUID()}"`;
  const run = (script: string, packages = false): Promise<CommandResult> =>
    workspace.run(script, { timeoutSeconds, signal, packages });
  try {
    const cloned = await run(
      `commit=$(git rev-parse '${commit}') && git clone --quiet --shared --no-checkout . ${place} && ` +
        `cd ${place} && git checkout --quiet --detach "$commit"`,
    );
    if (cloned.exitCode !== 0) return { ...cloned, exitCode: NOT_PREPARED };
    const installed = install === undefined ? cloned : await run(`cd ${place} && ( ${install} )`, true);
    if (installed.exitCode !== 0) return { ...installed, exitCode: NOT_PREPARED };
    return await run(`cd ${place} && (\n${command}\n)`);
  } finally {
    if (!signal.aborted) await run(`rm -rf ${place}`);
  }
}
