import { isHeard } from '#domain/heard.ts';
import type { Kept, PersonsEvent } from '#domain/kept-delivery.ts';
import type { Person } from '#domain/person.ts';
import type { InboxDeps } from './inbox-deps.ts';

/** True for people who may write to the repository, and for those who are listed. */
export async function mayCommand({ id }: Person, repo: string, { repoHost, allowed }: InboxDeps): Promise<boolean> {
  return isHeard(id, allowed, () => repoHost.readPermission(repo, id));
}

/** Tells somebody why nothing is done, by a reaction every time and by one comment for each person and place. */
export async function wordRefusal(
  { delivery, event, nodeId }: Kept<PersonsEvent>,
  { repoHost, store, handle }: InboxDeps,
): Promise<void> {
  const { place, by } = event;
  if (nodeId !== undefined) await repoHost.react(place.repo, nodeId, '-1');
  const text = `Sorry, @${by.id}: only people with write access to ${place.repo} can tell me what to do. Ask one of them to write \`${handle}\` here.`;
  await repoHost.upsertComment(place, `stepwright:refused:${by.id.toLowerCase()}`, text);
  await store.recordDelivery(delivery);
}
