import { z } from 'zod';

const repository = z.object({
  full_name: z.string().regex(/^[^/\s]+\/[^/\s]+$/),
  default_branch: z.string().default(''),
});
const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const number = z.int().positive();
const body = z.string().nullish();
const nodeId = z.string().min(1).max(200);

const userSchema = z.object({
  login: z.string().min(1).max(100),
  /** `User`, `Bot`, `Organization` or `Mannequin`. */
  type: z.string().default('User'),
});
export type GithubUser = z.infer<typeof userSchema>;

/** Nobody, when the account is gone. */
const author = userSchema.nullish();

const labels = z.array(z.object({ name: z.string() })).default([]);

const issueSchema = z.object({
  number,
  node_id: nodeId,
  html_url: z.string().default(''),
  title: z.string(),
  body,
  state: z.string().default('open'),
  labels,
  /** Only of an issue that is a pull request. */
  pull_request: z.unknown().optional(),
});
export type GithubIssue = z.infer<typeof issueSchema>;

const pullSchema = z.object({ number, html_url: z.string().default('') });

/** Of `check_suite`, `check_run` and `workflow_run`: the part named like the event. */
const conclusion = z.object({ head_sha: sha });

export const checkSuiteSchema = z.object({
  action: z.string(),
  /** A suite of a tag or of a fork's commit names no branch. */
  check_suite: conclusion.extend({ head_branch: z.string().nullish(), conclusion: z.string().nullish() }),
  repository,
});
export type CheckSuiteDelivery = z.infer<typeof checkSuiteSchema>;
export const checkRunSchema = z.object({ action: z.string(), check_run: conclusion, repository });
export const workflowRunSchema = z.object({ action: z.string(), workflow_run: conclusion, repository });
export const statusSchema = z.object({
  state: z.string(),
  sha,
  /** Those that have the commit as their head. */
  branches: z.array(z.object({ name: z.string() })).default([]),
  repository,
});
export type StatusDelivery = z.infer<typeof statusSchema>;

export const pushSchema = z.object({ ref: z.string(), deleted: z.boolean().default(false), repository });

export const issueCommentSchema = z.object({
  action: z.string(),
  issue: issueSchema,
  comment: z.object({ node_id: nodeId, body, user: author }),
  repository,
});

export const issuesSchema = z.object({
  action: z.string(),
  issue: issueSchema.extend({ user: author }),
  /** The label that was added or removed. */
  label: z.object({ name: z.string() }).optional(),
  repository,
  sender: userSchema,
});

export const reviewCommentSchema = z.object({
  action: z.string(),
  comment: z.object({
    id: number,
    node_id: nodeId,
    in_reply_to_id: number.optional(),
    body,
    user: author,
    path: z.string().default(''),
    line: z.int().nullish(),
    diff_hunk: z.string().default(''),
  }),
  pull_request: pullSchema,
  repository,
});
export type GithubReviewComment = z.infer<typeof reviewCommentSchema>['comment'];

export const reviewSchema = z.object({
  action: z.string(),
  review: z.object({ node_id: nodeId, body, user: author, state: z.string() }),
  pull_request: pullSchema,
  repository,
});

export const pullRequestSchema = z.object({
  action: z.string(),
  pull_request: pullSchema.extend({ head: z.object({ sha }), merged: z.boolean().nullish(), merged_at: z.string().nullish() }),
  repository,
  sender: userSchema,
});
