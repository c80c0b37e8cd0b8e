import { atCommit } from '#agents/harness/workspace/at-commit.ts';
import type { CommandResult } from '#ports/sandbox.ts';
import type { Case, Job } from './job.ts';

/** Runs the check's commands as CI does, one after the other until one fails; `at` runs them at another commit. */
export function runCheck({ context, limits }: Job, { workspace, commands }: Case, at?: string): Promise<CommandResult> {
  const timeoutSeconds = limits.commandSeconds;
  const { signal } = context;
  const command = commands.map((one) => `( set -e\n${one}\n)`).join(' && ');
  if (at === undefined) return workspace.run(command, { timeoutSeconds, signal });
  return atCommit({ workspace, commit: at, timeoutSeconds, signal }, (run) => run(command));
}
