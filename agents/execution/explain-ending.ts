import { shortenMiddle } from '#agents/harness/workspace/shorten-middle.ts';
import { LimitError, PolicyError, UpstreamError } from '#domain/errors.ts';
import { readDoneItems } from './commit-message.ts';
import type { Job } from './job.ts';

/** What was done is told even when a long output is quoted before it. */
const MAX_MESSAGE = 1_500;

/** The error that ended a run, with what was done before it; its remedy says what it takes to go on. Others are left as they are. */
export async function explainEnding(job: Job, error: unknown): Promise<unknown> {
  const Raised = [LimitError, PolicyError, UpstreamError].find((kind) => error instanceof kind);
  if (!Raised || !(error instanceof Raised) || job.opened.size === 0) return error;
  // What cannot be read is not told: nobody is to believe that nothing was done.
  const standing = await tellStanding(job).catch(() => undefined);
  if (standing === undefined) return error;
  const said = shortenMiddle(error.message.trimEnd(), MAX_MESSAGE);
  const { code, kind, remedy } = error;
  const message = `${said}${/[.!?…]$/.test(said) ? '' : '.'} ${standing}`;
  return new Raised(message, { code, kind, remedy, cause: error });
}

async function tellStanding({ changes, items, opened }: Job): Promise<string> {
  const done = new Set<string>();
  for (const { repo, baseBranch } of changes) {
    const log = (await opened.get(repo)?.log(baseBranch)) ?? [];
    for (const { id } of readDoneItems(log)) done.add(`${repo} ${id}`);
  }
  const left = items.filter(({ repo, id }) => !done.has(`${repo} ${id}`));
  const next = left.map(({ id, title }) => `${id} "${title}"`).slice(0, 1);
  return [`${items.length - left.length} of ${items.length} tasks are done`, ...next].join('; next is ') + '.';
}
