import type { Kept, PersonsEvent } from '#domain/kept-delivery.ts';
import type { Place } from '#domain/place.ts';
import type { DeliveryReply } from '#ports/task-store.ts';
import type { InboxDeps } from './inbox-deps.ts';

/** Tells the person what became of what they said, where they said it: by a reaction, and by one comment when there is more to say. */
export async function answer(
  { delivery, event: { place }, nodeId }: Kept<PersonsEvent>,
  { ok, text }: DeliveryReply,
  { repoHost }: InboxDeps,
): Promise<void> {
  // Nobody waits for an answer to what was taken up later.
  if (nodeId === undefined) return;
  if (text !== undefined) await comment(place, `stepwright:reply:${delivery.id}`, text, repoHost);
  await repoHost.react(place.repo, nodeId, ok ? '+1' : 'confused');
}

async function comment(place: Place, marker: string, text: string, repoHost: InboxDeps['repoHost']): Promise<void> {
  const { threadId } = place;
  if (threadId === undefined) await repoHost.upsertComment(place, marker, text);
  else await repoHost.replyToThread({ ...place, threadId }, marker, text);
}
