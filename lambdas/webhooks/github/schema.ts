import { z } from 'zod';

const repository = z.object({ full_name: z.string().regex(/^[^/\s]+\/[^/\s]+$/) });
const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

/** Of `check_suite`, `check_run` and `workflow_run`: the part named like the event. */
const conclusion = z.object({ head_sha: sha });

export const checkSuiteSchema = z.object({ action: z.string(), check_suite: conclusion, repository });
export const checkRunSchema = z.object({ action: z.string(), check_run: conclusion, repository });
export const workflowRunSchema = z.object({ action: z.string(), workflow_run: conclusion, repository });
export const statusSchema = z.object({ state: z.string(), sha, repository });
