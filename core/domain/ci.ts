import { z } from 'zod';

/** One check of a commit that has ended. */
export const checkSchema = z.object({
  name: z.string(),
  conclusion: z.enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required']),
  url: z.string(),
});
export type Check = z.infer<typeof checkSchema>;

/** What CI said of a task's changes; `none` when no check appeared in time. */
export const ciResultSchema = z.object({
  conclusion: z.enum(['success', 'failure', 'none']),
  /** The failed checks, with the repository and commit they ran on. */
  failed: z.array(checkSchema.extend({ repo: z.string(), headSha: z.string() })),
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
  cause: z.enum(['ours', 'flake', 'broken-before', 'infrastructure', 'security', 'unknown']),
  /** What execution should do, when the verdict is `brief`; otherwise empty. */
  brief: z.string(),
  /** The lines of the log that show it. */
  evidence: z.string(),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

/** At most this many fix rounds (product A4). */
export const MAX_CI_ROUNDS = 3;
