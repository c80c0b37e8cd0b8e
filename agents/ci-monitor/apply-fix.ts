import type { CommandResult } from '#ports/sandbox.ts';
import { FIX_RULES, type FixRule } from './fix-rules.ts';
import type { Case, Job } from './job.ts';
import { runCheck } from './run-check.ts';

/** A rule that applied, and the command that mended the check. */
export interface AppliedFix {
  readonly rule: FixRule;
  readonly command: string;
}

/** Tries the deterministic fixes until the check's commands pass; what did not help is taken back. The fix is left uncommitted. */
export async function applyFix(job: Job, one: Case, failed: CommandResult): Promise<AppliedFix | undefined> {
  const tried = new Set<string>();
  for (const { rule, command } of candidatesFor(one, failed.output)) {
    if (tried.has(command)) continue;
    tried.add(command);
    await job.context.progress(`${one.check.name}: trying \`${command}\` (${rule.name})`);
    const { signal } = job.context;
    await one.workspace.run(command, { timeoutSeconds: job.limits.commandSeconds, signal, packages: true });
    const mended = (await one.workspace.hasChanges()) && (await runCheck(job, one)).exitCode === 0;
    if (mended) return { rule, command };
    await one.workspace.reset();
  }
  return undefined;
}

function candidatesFor({ commands, repo, log }: Case, output: string): AppliedFix[] {
  const lines = commands.flatMap((command) => command.split('\n')).filter((line) => line.trim() !== '');
  return FIX_RULES.flatMap((rule) =>
    lines.flatMap((line) => {
      const command = rule.fix({ repo, command: line, log: `${log}\n${output}` });
      return command === undefined ? [] : [{ rule, command }];
    }),
  );
}
