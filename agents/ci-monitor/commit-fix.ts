import type { AppliedFix } from './apply-fix.ts';
import type { Case, Job } from './job.ts';
import { PROMPT_VERSION } from './prompts.ts';

/** Commits a deterministic fix; it is pushed when all checks have been looked into. */
export async function commitFix({ context }: Job, { check, workspace }: Case, { rule, command }: AppliedFix): Promise<void> {
  const { taskId, step } = context.invocation;
  const message = `${rule.commit.type}: ${rule.commit.title}\n\nThe check "${check.name}" failed; \`${command}\` mended it.`;
  await workspace.commit(message, { 'Task-Id': taskId, 'Plan-Task': step, 'Prompt-Version': PROMPT_VERSION });
}
