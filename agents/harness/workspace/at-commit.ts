import { randomUUID } from 'node:crypto';
import type { CommandResult } from '#ports/sandbox.ts';
import type { Workspace } from '#ports/workspace.ts';

export interface AtCommitInput {
  readonly workspace: Pick<Workspace, 'run'>;
  /** A commit or a branch of the server (`origin/main`). */
  readonly commit: string;
  /** Run once before all commands; its output counts only when it fails. */
  readonly install?: string | undefined;
  /** Of each command. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** Runs a command of the repository there; one that could not be prepared ends with `NOT_PREPARED`, with what kept it from it. */
type RunThere = (command: string) => Promise<CommandResult>;

/** The exit code that says the checkout of the other commit could not be prepared. */
export const NOT_PREPARED = 125;

/** Gives `use` the repository as it was at another commit: a clone beside the checkout, with its packages, that is removed again. */
export async function atCommit<T>(input: AtCommitInput, use: (run: RunThere) => Promise<T>): Promise<T> {
  const { workspace, commit, install, timeoutSeconds, signal } = input;
  if (!/^[\w./^~-]+$/.test(commit)) throw new Error(`not a commit: ${commit}`);
  const place = `"$TMPDIR/at-${randomUUID()}"`;
  const run = (script: string, packages = false): Promise<CommandResult> =>
    workspace.run(script, { timeoutSeconds, signal, packages });
  const prepare = async (): Promise<CommandResult> => {
    const cloned = await run(
      `commit=$(git rev-parse '${commit}') && git clone --quiet --shared --no-checkout . ${place} && ` +
        `cd ${place} && git checkout --quiet --detach "$commit"`,
    );
    if (cloned.exitCode !== 0 || install === undefined) return cloned;
    return run(`cd ${place} && ( ${install} )`, true);
  };
  try {
    const prepared = await prepare();
    if (prepared.exitCode !== 0) return await use(() => Promise.resolve({ ...prepared, exitCode: NOT_PREPARED }));
    return await use((command) => run(`cd ${place} && (\n${command}\n)`));
  } finally {
    if (!signal.aborted) await run(`rm -rf ${place}`);
  }
}
