import { describeEnding } from '#agents/harness/workspace/describe-ending.ts';
import { atCommit, NOT_PREPARED } from '#agents/harness/workspace/at-commit.ts';
import type { CommandRun } from '#domain/execution.ts';
import type { RepoCommands } from '#domain/commands/repo-facts.ts';
import { missingToolOf } from '#domain/missing-tool.ts';
import { parseTestOutput } from '#domain/test-output.ts';
import type { CommandResult } from '#ports/sandbox.ts';
import type { Workspace } from '#ports/workspace.ts';

/** What one of the repository's commands showed. */
export interface Measured extends CommandRun {
  readonly output: string;
  /** Names of the failing tests, when the runner is known. */
  readonly failing?: readonly string[];
  /** The program without which it could not even begin. */
  readonly missing?: string;
}

/** Build, test and lint of a repository at one moment, as far as it has them. */
export type Measurement = readonly Measured[];

export interface MeasureInput {
  readonly workspace: Workspace;
  readonly commands: RepoCommands;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Measures this commit in a checkout of its own, instead of what is in the checkout now. */
  readonly at?: string;
}

const NAMES = ['build', 'test', 'lint'] as const;

/** Runs the repository's build, test and lint commands one after the other, in one place. */
export async function measure({ workspace, commands, seconds, signal, at }: MeasureInput): Promise<Measurement> {
  const limits = { timeoutSeconds: seconds, signal };
  const measureAll = async (run: (command: string) => Promise<CommandResult>): Promise<Measurement> => {
    const measured: Measured[] = [];
    for (const name of NAMES) {
      const command = commands[name];
      if (command !== undefined) measured.push(toMeasured(name, command, await run(command), seconds));
    }
    return measured;
  };
  if (at === undefined) return measureAll((command) => workspace.run(command, limits));
  return atCommit({ workspace, commit: at, install: commands.install, ...limits }, measureAll);
}

/** The measurement without its outputs, as it is stored. */
export function toRuns(measurement: Measurement): CommandRun[] {
  return measurement.map(({ name, command, passed, counts }) => ({ name, command, passed, ...(counts ? { counts } : {}) }));
}

function toMeasured(name: CommandRun['name'], command: string, result: CommandResult, seconds: number): Measured {
  const note = result.stopped === undefined ? '' : `\n${describeEnding(result, seconds)}`;
  const run = { name, command, passed: result.exitCode === 0, output: result.output + note };
  const report = name === 'test' && result.exitCode !== NOT_PREPARED ? parseTestOutput(result.output) : undefined;
  if (report) return { ...run, counts: report.counts, failing: report.failing };
  const missing = missingToolOf(result);
  return missing === undefined ? run : { ...run, missing };
}
