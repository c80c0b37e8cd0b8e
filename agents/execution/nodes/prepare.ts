import type { TestCounts } from '#domain/task.ts';
import { nextPosition } from '../current.ts';
import type { Job, RepoWork } from '../job.ts';
import type { Measurement } from '../measure.ts';
import { openRepo } from '../open-repo.ts';
import type { Update } from '../state.ts';

/** Opens the checkouts in plan order, records their baselines, and skips what earlier runs have done. */
export function prepareNode(job: Job): () => Promise<Update> {
  return async () => {
    const repos: Record<string, RepoWork> = {};
    for (const change of job.changes) {
      await job.context.progress(`Preparing the checkout of ${change.repo}`);
      const work = await openRepo(job, change);
      repos[change.repo] = work;
      await job.context.progress(`${change.repo} before the work: ${describe(work.baseline)}`);
    }
    return { repos, position: nextPosition(job, repos, 0) };
  };
}

function describe(measurement: Measurement): string {
  if (measurement.length === 0) return 'no build, test or lint command found';
  return measurement.map(({ name, passed, counts }) => `${name} ${passed ? 'passes' : 'fails'}${count(counts)}`).join(', ');
}

function count(counts: TestCounts | undefined): string {
  return counts ? ` (${counts.passed} passed, ${counts.failed} failed)` : '';
}
