import type { Workspace } from '#ports/workspace.ts';
import { toTrailers } from './commit-message.ts';
import type { Job } from './job.ts';

/** Commits and saves, off the branch, what a run that ends early has in its checkouts. Never throws: the reason of the end matters more. */
export async function saveWork(job: Job): Promise<void> {
  for (const [repo, workspace] of job.opened) {
    const told = await save(job, workspace).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      // While the session lives its checkout does, and its next run still finds the work there.
      return `is in the checkout only; it could not be saved: ${why}`;
    });
    if (told !== undefined) await job.context.progress(`The unfinished work in ${repo} ${told}`).catch(() => undefined);
  }
}

async function save({ context }: Job, workspace: Workspace): Promise<string | undefined> {
  const { taskId, step } = context.invocation;
  const isDirty = await workspace.hasChanges();
  if (isDirty) await workspace.commit(`wip: ${step} was not finished`, toTrailers(taskId));
  await workspace.save();
  return isDirty ? `is saved: git fetch origin ${workspace.savedRef}` : undefined;
}
