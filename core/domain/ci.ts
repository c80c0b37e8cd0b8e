import { z } from 'zod';

/** One check of a commit that has ended. */
const checkSchema = z.object({
  name: z.string(),
  conclusion: z.enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required']),
  url: z.string(),
});
export type Check = z.infer<typeof checkSchema>;

/**
 * What CI said of a task's changes; `none` when no check appeared or ended in time, `conflict` when none can appear because
 * a branch does not fit onto its base any more.
 */
export const ciResultSchema = z.object({
  conclusion: z.enum(['success', 'failure', 'conflict', 'none']),
  /** The failed checks, with the repository and commit they ran on. */
  failed: z.array(checkSchema.extend({ repo: z.string(), headSha: z.string() })),
  /** The repositories whose pull request conflicts; only of a `conflict`. */
  conflicts: z.array(z.string()).optional(),
});
export type CiResult = z.infer<typeof ciResultSchema>;

/** What the CI monitor found (product A4). */
export const diagnosisSchema = z.object({
  verdict: z.enum([
    /** It pushed a deterministic fix; CI runs again. */
    'fixed',
    /** Execution has to fix it; see `brief`. */
    'brief',
    /** A flake: the checks were asked to run once more. */
    'rerun',
    /** Not ours to fix; see `evidence`. */
    'escalate',
  ]),
  summary: z.string(),
  cause: z.enum(['ours', 'flake', 'broken-before', 'infrastructure', 'security', 'conflict', 'unknown']),
  /** What execution should do, when the verdict is `brief`; otherwise empty. */
  brief: z.string(),
  /** The lines of the log that show it. */
  evidence: z.string(),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

/** At most this many fix rounds (product A4). */
export const MAX_CI_ROUNDS = 3;

/** Conclusions that a person would call green. */
const PASSING: ReadonlySet<Check['conclusion']> = new Set(['success', 'neutral', 'skipped']);

export function isPassing(check: Check): boolean {
  return PASSING.has(check.conclusion);
}

/** The checks of one pushed commit, as its host shows them now. */
export interface CommitChecks {
  readonly repo: string;
  readonly headSha: string;
  /** True when at least one check exists and every check has ended. */
  readonly concluded: boolean;
  readonly checks: readonly Check[];
  /** True when no check has failed and the host says that the pull request conflicts with its base branch. */
  readonly conflicting?: boolean;
}

/** What CI says of all commits together: one failed check or one conflict decides, and green needs every commit to be concluded. */
export function toCiResult(commits: readonly CommitChecks[]): CiResult {
  const failed = commits.flatMap(({ repo, headSha, checks }) =>
    checks.filter((check) => !isPassing(check)).map((check) => ({ ...check, repo, headSha })),
  );
  if (failed.length > 0) return { conclusion: 'failure', failed };
  const conflicts = commits.filter(({ conflicting }) => conflicting).map(({ repo }) => repo);
  if (conflicts.length > 0) return { conclusion: 'conflict', failed, conflicts };
  // Nothing that was checked is nothing that passed.
  const green = commits.length > 0 && commits.every(({ concluded }) => concluded);
  return { conclusion: green ? 'success' : 'none', failed };
}
