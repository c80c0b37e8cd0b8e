import { z } from 'zod';

const CHECK_STATUSES = ['queued', 'in_progress', 'completed'] as const;
const CONCLUSIONS = ['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required'] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];

export const statusEnum = z.enum(CHECK_STATUSES);
export const conclusionEnum = z.enum(CONCLUSIONS);

/** Who made a check: GitHub Actions or our own app. */
const appEnum = z.enum(['github-actions', 'app']);

export const suiteSchema = z.object({
  id: z.int(),
  repo: z.string(),
  app: appEnum,
  headSha: z.string(),
  headBranch: z.string().nullable(),
  status: statusEnum,
  conclusion: conclusionEnum.nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type SuiteRecord = z.infer<typeof suiteSchema>;

export const annotationSchema = z.object({
  path: z.string(),
  start_line: z.int(),
  end_line: z.int(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z.string().optional(),
  raw_details: z.string().optional(),
});

export const checkRunSchema = z.object({
  id: z.int(),
  repo: z.string(),
  suiteId: z.int(),
  app: appEnum,
  name: z.string(),
  headSha: z.string(),
  status: statusEnum,
  conclusion: conclusionEnum.nullable(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
  externalId: z.string(),
  detailsUrl: z.string().nullable(),
  title: z.string().nullable(),
  summary: z.string().nullable(),
  text: z.string().nullable(),
  annotations: z.array(annotationSchema),
});
export type CheckRunRecord = z.infer<typeof checkRunSchema>;

export const commitStatusSchema = z.object({
  id: z.int(),
  repo: z.string(),
  sha: z.string(),
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string(),
  description: z.string().nullable(),
  targetUrl: z.string().nullable(),
  user: z.string(),
  createdAt: z.string(),
});
export type CommitStatusRecord = z.infer<typeof commitStatusSchema>;

export const workflowRunSchema = z.object({
  id: z.int(),
  repo: z.string(),
  /** Path of the workflow file. */
  path: z.string(),
  name: z.string(),
  number: z.int(),
  attempt: z.int(),
  event: z.enum(['push', 'pull_request']),
  headBranch: z.string(),
  baseBranch: z.string().nullable(),
  headSha: z.string(),
  title: z.string(),
  status: statusEnum,
  conclusion: conclusionEnum.nullable(),
  suiteId: z.int(),
  actor: z.string(),
  createdAt: z.string(),
  startedAt: z.string(),
  updatedAt: z.string(),
});
export type WorkflowRunRecord = z.infer<typeof workflowRunSchema>;

/** Names a run. */
export type RunKey = Pick<WorkflowRunRecord, 'repo' | 'id'>;

const stepSchema = z.object({
  name: z.string(),
  number: z.int(),
  status: statusEnum,
  conclusion: conclusionEnum.nullable(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
});

export const jobSchema = z.object({
  id: z.int(),
  repo: z.string(),
  runId: z.int(),
  attempt: z.int(),
  /** The key below `jobs:` in the workflow file. */
  key: z.string(),
  name: z.string(),
  checkRunId: z.int(),
  status: statusEnum,
  conclusion: conclusionEnum.nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
  steps: z.array(stepSchema),
});
export type JobRecord = z.infer<typeof jobSchema>;
