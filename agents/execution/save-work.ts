import { toTrailers } from './commit-message.ts';
import type { Job } from './job.ts';

/** Commits and saves, off the branch, what a run that ends early has in its checkouts. Never throws: the reason of the end matters more. */
export async function saveWork(job: Job): Promise<void> {
  const { context, opened } = job;
  for (const [repo, workspace] of opened) {
    try {
      const changed = await workspace.hasChanges();
      if (changed)
        await workspace.commit(`wip: ${context.invocation.step} was not finished`, toTrailers(context.invocation.taskId));
      await workspace.save();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      // While the session lives its checkout does, and its next run still finds the work there.
      await context.progress(`The work in ${repo} is in the checkout only; it could not be saved: ${why}`).catch(() => undefined);
    }
  }
}
