import type { HostEvent, KeptDelivery } from '#domain/kept-delivery.ts';
import { applyFeedback } from './apply-feedback.ts';
import { answer } from './answer.ts';
import type { InboxDeps } from './inbox-deps.ts';
import { mayCommand } from './may-command.ts';

type Requested = KeptDelivery & { readonly event: Extract<HostEvent, { type: 'changes.requested' }> };

/** A review that asks for changes on a pull request of ours is worked on; on anybody else's it is no business of ours. */
export async function applyRequestedChanges(kept: Requested, deps: InboxDeps): Promise<string> {
  const { delivery, event } = kept;
  const { place, by, text } = event;
  const ours = await deps.store.findTaskByPullRequest(place.repo, place.number);
  if (ours === undefined) return 'not our pull request';
  // Whoever reviews without addressing us expects no answer from us.
  if (!(await mayCommand(by, place.repo, deps))) return 'ignored: no write access';
  if (kept.nodeId !== undefined) await deps.repoHost.react(place.repo, kept.nodeId, 'eyes');
  const reply = await applyFeedback({ place, by, text, delivery }, deps);
  await deps.store.recordDelivery(delivery, reply);
  await answer(kept, reply, deps);
  return reply.ok ? 'done' : 'could not be done';
}
