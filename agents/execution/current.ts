import type { Item, Job, RepoWork } from './job.ts';
import type { State } from './state.ts';

/** The item the graph is at, with its repository. Assumes that the position is not past the end. */
export function current(job: Job, state: State): { item: Item; work: RepoWork } {
  const item = job.items[state.position];
  const work = item && state.repos[item.repo];
  if (!item || !work) throw new Error(`no item at ${state.position}, or its repository was not opened`);
  return { item, work };
}

/** Where the first item from `from` on is that no commit says is done; past the end when there is none. */
export function nextPosition({ items }: Job, repos: Readonly<Record<string, RepoWork>>, from: number): number {
  const next = items.findIndex(({ id, repo }, at) => at >= from && !repos[repo]?.done.includes(id));
  return next < 0 ? items.length : next;
}
