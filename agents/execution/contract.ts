import { z } from 'zod';
import type { RepoHost } from '#ports/repo-host.ts';
import type { Workspaces } from '#ports/workspace.ts';

/** What the execution agent needs besides its context. */
export interface ExecutionDeps {
  readonly repos: Pick<
    RepoHost,
    | 'readRepository'
    | 'readAccess'
    | 'gitToken'
    | 'readyPullRequest'
    | 'readPullRequest'
    | 'listReviewThreads'
    | 'replyToThread'
    | 'readPermission'
  >;
  /** Logins whose threads count without write access, in lower case. */
  readonly allowed?: readonly string[];
  readonly workspaces: Workspaces;
  readonly limits?: Partial<ExecutionLimits>;
}

export interface ExecutionLimits {
  /** How often one plan task is tried (product A3). */
  readonly attempts: number;
  /** Seconds that one build, test, lint or install command may take. */
  readonly commandSeconds: number;
}

export const LIMITS: ExecutionLimits = { attempts: 3, commandSeconds: 900 };

/** How the model says that a plan task is done. */
export const doneSchema = z.object({
  summary: z.string().min(1).max(1_000).describe('What was done, in one or two sentences.'),
  decisions: z.array(z.string().max(500)).max(10).describe('What was decided that the plan left open; may be empty.'),
});
export type Done = z.infer<typeof doneSchema>;

/** How the model says that it has looked at the whole change. */
export const reviewedSchema = doneSchema.extend({
  undo: z
    .array(z.string())
    .max(100)
    .default([])
    .describe('Changed files that do not belong to this change and are to be put back.'),
});
export type Reviewed = z.infer<typeof reviewedSchema>;

/** The file that planning committed and that execution removes again. */
export const PLAN_FILE = 'PLAN.md';
