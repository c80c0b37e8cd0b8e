import { NOT_PREPARED } from '#agents/harness/workspace/at-commit.ts';
import { parseTestOutput } from '#domain/test-output.ts';
import type { CommandResult } from '#ports/sandbox.ts';

/**
 * True when the check failed on the base branch in the same way: the tests that fail now all failed there too, or, where
 * tests are not what fails, it printed the same failing lines.
 */
export function wasBrokenBefore(now: CommandResult, base: CommandResult): boolean {
  if (base.exitCode === 0 || base.exitCode === NOT_PREPARED || base.stopped !== undefined) return false;
  const [failing, failedBefore] = [now, base].map(({ output }) => parseTestOutput(output)?.failing ?? []);
  if (failing && failing.length > 0) return failing.every((name) => failedBefore?.includes(name));
  const known = new Set(linesOf(base.output));
  return linesOf(now.output).every((line) => known.has(line));
}

/** Times and counts differ between two runs of the same thing. */
function linesOf(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.replace(/\d+(?:\.\d+)?/g, '0').trim())
    .filter(Boolean);
}
