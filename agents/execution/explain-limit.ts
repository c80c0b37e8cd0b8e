import { LimitError } from '#domain/errors.ts';
import { readDoneItems } from './commit-message.ts';
import type { Job } from './job.ts';

/** The limit that ended a run, with what was done before it and what it takes to go on. */
export async function explainLimit({ changes, items, opened }: Job, limit: LimitError): Promise<LimitError> {
  const done = new Set<string>();
  for (const { repo, baseBranch } of changes) {
    const log = await opened
      .get(repo)
      ?.log(baseBranch)
      .catch(() => []);
    for (const { id } of readDoneItems(log ?? [])) done.add(`${repo} ${id}`);
  }
  const left = items.filter(({ repo, id }) => !done.has(`${repo} ${id}`));
  const next = left.map(({ id, title }) => `${id} "${title}"`).slice(0, 1);
  const sofar = `${items.length - left.length} of ${items.length} tasks are done`;
  return new LimitError([`${limit.message} ${sofar}`, ...next].join('; next is ') + '.', {
    code: limit.code,
    kind: limit.kind,
    remedy: 'Retry the task: it goes on there with all work so far, and has its whole limit anew.',
    cause: limit,
  });
}
