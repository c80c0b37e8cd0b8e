import type { ChannelEvent } from '#domain/channel-event.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { type ConcludeCiDeps, concludeCi } from './conclude-ci.ts';

export type ApplyCiDeps = ConcludeCiDeps & { readonly store: Pick<TaskStore, 'findCiWaits'> };

export type CiAnswer =
  | { readonly status: 'accepted'; readonly taskId: string | undefined; readonly reason: string }
  | { readonly status: 'ignored'; readonly reason: string };

/** Wakes every run that waits for this commit; each looks at all of its checks itself, so repeated deliveries are harmless. */
export async function applyCi(event: Extract<ChannelEvent, { type: 'ci.concluded' }>, deps: ApplyCiDeps): Promise<CiAnswer> {
  const waits = await deps.store.findCiWaits(event.repo, event.headSha);
  if (waits.length === 0) return { status: 'ignored', reason: `no task waits for ${event.repo}@${event.headSha.slice(0, 12)}` };
  const results = await Promise.all(waits.map((wait) => concludeCi(wait, deps)));
  return { status: 'accepted', taskId: waits[0]?.taskId, reason: `CI is ${results.join(', ')}` };
}
