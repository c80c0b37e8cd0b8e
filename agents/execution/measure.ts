import { describeEnding } from '#agents/harness/workspace/describe-ending.ts';
import { NOT_PREPARED, runAt } from '#agents/harness/workspace/run-at.ts';
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

/** Runs the repository's build, test and lint commands one after the other. */
export async function measure(input: MeasureInput): Promise<Measurement> {
  const measured: Measured[] = [];
  for (const name of NAMES) {
    const command = input.commands[name];
    if (command !== undefined) measured.push(toMeasured(name, command, await runOne(input, command), input.seconds));
  }
  return measured;
}

/** The measurement without its outputs, as it is stored. */
export function toRuns(measurement: Measurement): CommandRun[] {
  return measurement.map(({ name, command, passed, counts }) => ({ name, command, passed, ...(counts ? { counts } : {}) }));
}

function runOne({ workspace, commands, seconds, signal, at }: MeasureInput, command: string): Promise<CommandResult> {
  if (at === undefined) return workspace.run(command, { timeoutSeconds: seconds, signal });
  return runAt({ workspace, commit: at, install: commands.install, command, timeoutSeconds: seconds, signal });
}

function toMeasured(name: CommandRun['name'], command: string, result: CommandResult, seconds: number): Measured {
  const note = result.stopped === undefined ? '' : `\n${describeEnding(result, seconds)}`;
  const run = { name, command, passed: result.exitCode === 0, output: result.output + note };
  const report = name === 'test' && result.exitCode !== NOT_PREPARED ? parseTestOutput(result.output) : undefined;
  if (report) return { ...run, counts: report.counts, failing: report.failing };
  const missing = missingToolOf(result);
  return missing === undefined ? run : { ...run, missing };
}
