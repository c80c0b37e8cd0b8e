import { failingLines } from './log-lines.ts';

/** How the same check ended on a commit of the base branch. */
export interface Sighting {
  readonly sha: string;
  readonly passed: boolean;
  /** The failing lines of its log; empty when it passed. */
  readonly log: string;
}

export type Elsewhere =
  | { readonly cause: 'broken-before'; readonly seen: Sighting }
  | { readonly cause: 'flake'; readonly seen: Sighting }
  | undefined;

/**
 * Tells from the check's past on the base branch, newest first, what this change has no part in: what fails on its tip in
 * the same way was broken before, and what failed that way between runs that passed is a flake.
 */
export function decideElsewhere(log: string, sightings: readonly Sighting[]): Elsewhere {
  const [tip] = sightings;
  if (tip === undefined) return undefined;
  if (!tip.passed) return isSame(log, tip.log) ? { cause: 'broken-before', seen: tip } : undefined;
  const at = sightings.findIndex(({ passed, log: other }) => !passed && isSame(log, other));
  const passedEarlier = sightings.slice(at + 1).some(({ passed }) => passed);
  const seen = sightings[at];
  return seen !== undefined && passedEarlier ? { cause: 'flake', seen } : undefined;
}

/** Everything that fails here has to have failed there; a log that names nothing proves nothing. */
function isSame(log: string, other: string): boolean {
  const here = failingLines(log);
  const there = new Set(failingLines(other));
  return here.length > 0 && here.every((line) => there.has(line));
}
