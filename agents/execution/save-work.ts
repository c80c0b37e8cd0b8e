import { toTrailers } from './commit-message.ts';
import type { Job } from './job.ts';

/** Commits and pushes what a run that ends early has in its checkouts. Never throws: the reason of the end matters more. */
export async function saveWork(job: Job): Promise<void> {
  const { context, opened } = job;
  for (const [repo, workspace] of opened) {
    try {
      const changed = await workspace.hasChanges();
      if (changed)
        await workspace.commit(`wip: ${context.invocation.step} was not finished`, toTrailers(context.invocation.taskId));
      await workspace.push();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      // The checkout stays, so the next run of this session still finds the work there.
      await context
        .progress(`The work in ${repo} is kept in the checkout, but could not be pushed: ${why}`)
        .catch(() => undefined);
    }
  }
}
