import { z } from 'zod';
import { toRepoName } from '#domain/ids.ts';
import { STATUSES } from '#domain/lifecycle.ts';
import { LIMIT_RANGES } from '#domain/raised-limits.ts';

/** More than any person types; also the limit of Jira's comments. */
const MAX_TEXT = 32_767;
const MAX_PAGE = 100;

const repo = z.string().refine((name) => toRepoName(name) === name, 'write the repository as owner/name');
const text = z.string().trim().min(1, 'a text is needed').max(MAX_TEXT);
const number = z.int().positive();
const [minTurns, maxTurns] = LIMIT_RANGES.maxTurns;
const [minUsd, maxUsd] = LIMIT_RANGES.maxBudgetUsd;

const limits = {
  max_turns: z.int().min(minTurns).max(maxTurns).optional(),
  max_budget_usd: z.number().min(minUsd).max(maxUsd).optional(),
};

const ABOUT = ['issue_number', 'task_description', 'pr_number'] as const;

/** What somebody asks for (product T5). */
export const newTaskSchema = z
  .strictObject({
    repo,
    issue_number: number.optional(),
    task_description: text.optional(),
    pr_number: number.optional(),
    task_type: z.enum(['new_task', 'pr_iteration', 'pr_review']).default('new_task'),
    ...limits,
  })
  .refine((task) => ABOUT.filter((name) => task[name] !== undefined).length === 1, `give one of ${ABOUT.join(', ')}`)
  .refine(
    (task) => (task.task_type === 'new_task') === (task.pr_number === undefined),
    'pr_number goes with pr_iteration and pr_review, the others with new_task',
  );
export type NewTask = z.infer<typeof newTaskSchema>;

const page = {
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'a number is needed')
    .transform(Number)
    .pipe(z.number().min(1).max(MAX_PAGE))
    .default(20),
  next_token: z.string().min(1).max(1_000).optional(),
};

const statuses = z
  .string()
  .transform((list) => list.split(',').map((status) => status.trim()))
  .pipe(z.array(z.enum(STATUSES)).min(1));

export const listSchema = z.strictObject({ status: statuses.optional(), repo: repo.optional(), ...page });
export const pageSchema = z.strictObject(page);

export const approveSchema = z.strictObject({ plan: number.optional() });
export const rejectSchema = z.strictObject({ reason: z.string().trim().max(MAX_TEXT).default('') });
export const changesSchema = z.strictObject({ feedback: text });
export const saySchema = z.strictObject({ text });
export const retrySchema = z.strictObject(limits);

export const newWebhookSchema = z.strictObject({
  name: z.string().trim().max(100).default(''),
  body_only: z.boolean().default(false),
});
