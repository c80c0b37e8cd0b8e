import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { taskIdSchema } from './ids.ts';
import { STATUSES } from './lifecycle.ts';
import { CHANNELS, personSchema } from './person.ts';
import { ticketSchema } from './ticket.ts';
import { usageSchema } from './usage.ts';

const TASK_KINDS = ['change', 'iterate', 'review', 'triage'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Where a run may begin. */
export const RESUME_STATES = ['Discover', 'Plan', 'Execute', 'AwaitCi', 'Triage', 'Review'] as const;
export type ResumeState = (typeof RESUME_STATES)[number];

/** Where the run of a new task begins: this is what its kind means to the workflow. */
export const FIRST_STATES: Readonly<Record<TaskKind, ResumeState>> = {
  change: 'Discover',
  iterate: 'Execute',
  review: 'Review',
  triage: 'Triage',
};

/** One repository's part of the work: its branch and its pull request. */
export const changeSchema = z.object({
  /** `owner/name`. */
  repo: z.string().regex(/^[^/\s]+\/[^/\s]+$/),
  branch: z.string(),
  baseBranch: z.string(),
  prNumber: z.int().positive(),
  prUrl: z.string(),
  /** The commit the agent last pushed. */
  headSha: z.string(),
});
export type Change = z.infer<typeof changeSchema>;

export const testCountsSchema = z.object({ passed: z.int().nonnegative(), failed: z.int().nonnegative() });
export type TestCounts = z.infer<typeof testCountsSchema>;

/** The work somebody asked for. */
export const taskSchema = z.object({
  id: taskIdSchema,
  kind: z.enum(TASK_KINDS),
  status: z.enum(STATUSES),
  /** Optimistic lock; grows by one with every conditional write. */
  version: z.int().positive(),
  subject: z.object({ channel: z.enum(CHANNELS), key: z.string() }),
  ticket: ticketSchema,
  requester: personSchema,
  runId: z.string(),
  /** The task this one continues after a failure; its results are still good. */
  retryOf: taskIdSchema.optional(),
  resumeFrom: z.enum(RESUME_STATES),
  changes: z.array(changeSchema),
  /** Where the task is talked about, by channel, for example a Slack thread's timestamp. */
  threads: z.record(z.string(), z.string()),
  /** Of a metric alert's triage: the slugs of the projects that it is about; all when empty. */
  projects: z.array(z.string()).optional(),
  /** Of a triage that nobody asked for: how the one before it failed on the same error, if it did. */
  failedBefore: z.string().optional(),
  /** The step the run is at, for example `plan-2`. */
  step: z.string().optional(),
  ciRounds: z.int().nonnegative(),
  tests: z.object({ before: testCountsSchema, after: testCountsSchema }).optional(),
  usage: usageSchema,
  limits: z.object({ maxTurns: z.int().positive(), maxBudgetUsd: z.number().positive() }),
  /** What was used when the task last made progress, or when the step named here began. */
  mark: z.object({ step: z.string(), turns: z.number(), costUsd: z.number() }).optional(),
  promptVersion: z.string().optional(),
  /** Why the task ended as it did, in one sentence. */
  outcome: z.string().optional(),
  failure: failureSchema.optional(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  updatedAt: z.string(),
  endedAt: z.string().optional(),
});
export type Task = z.infer<typeof taskSchema>;

/** The parts of a task that a transition may set; usage is added to, never set. */
export type TaskPatch = Partial<
  Pick<Task, 'changes' | 'step' | 'ciRounds' | 'tests' | 'outcome' | 'failure' | 'promptVersion' | 'mark'>
>;

/** Defaults of product T5 and S3. */
export const DEFAULT_LIMITS = { maxTurns: 100, maxBudgetUsd: 10 } as const;
