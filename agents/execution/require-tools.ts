import { InputError } from '#domain/errors.ts';
import type { Measurement } from './measure.ts';

const REMEDY =
  'Put it into the image of the execution agent (on this machine: install it), or name a command that runs there in the ' +
  "repository's AGENTS.md, for example `- Test: \\`make check\\``. Then retry the task.";

/**
 * Says which commands could not even begin because a program is missing; without tests that run, nothing that is done could
 * be judged. @throws InputError `TOOLCHAIN_MISSING`
 */
export async function requireTools(baseline: Measurement, tell: (message: string) => Promise<void>): Promise<void> {
  for (const { name, command, missing } of baseline) {
    if (missing === undefined) continue;
    if (name === 'test') throw toolMissing(command, missing);
    await tell(`\`${command}\` cannot run here, so its result does not count: ${missing} is missing or may not be run`);
  }
}

export function toolMissing(command: string, tool: string): InputError {
  return new InputError(`\`${command}\` cannot run here: ${tool} is missing or may not be run.`, {
    code: 'TOOLCHAIN_MISSING',
    kind: 'compute',
    remedy: REMEDY,
  });
}
