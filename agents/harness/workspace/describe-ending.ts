import type { CommandResult, Stopped } from '#ports/sandbox.ts';

const REASONS: Readonly<Record<Exclude<Stopped, 'time'>, string>> = {
  memory: 'it used more memory than a command may',
  processes: 'it started more processes than a command may',
  output: 'it wrote more output than a command may; write less, or into a file',
  'file-size': 'it wrote a larger file than a command may',
  disk: 'it left too little space on the disk',
};

/** How a command ended, for a model and for people: its exit code, or the limit that stopped it. */
export function describeEnding({ exitCode, stopped }: CommandResult, timeoutSeconds: number): string {
  if (stopped === undefined) return `exit code ${exitCode}`;
  if (stopped === 'time') return `stopped after ${timeoutSeconds} seconds`;
  return `stopped because ${REASONS[stopped]}`;
}
