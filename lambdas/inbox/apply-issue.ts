import type { DeliveryRef } from '#domain/channel-event.ts';
import type { HostEvent, KeptDelivery } from '#domain/kept-delivery.ts';
import type { Person } from '#domain/person.ts';
import { subjectOfPlace } from '#domain/place.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { applyCommand } from '#lambdas/intake/apply-command.ts';
import { type RequestResult, requestTask } from '#lambdas/intake/request-task.ts';
import { tellAtWork } from '#lambdas/intake/tell.ts';
import { wordReply } from '#lambdas/intake/word-reply.ts';
import { findLiveTaskAt } from '#lambdas/intake/find-task.ts';
import type { DeliveryReply } from '#ports/task-store.ts';
import type { InboxDeps } from './inbox-deps.ts';
import { mayCommand, wordRefusal } from './may-command.ts';

type Labelled = KeptDelivery & { readonly event: Extract<HostEvent, { type: 'issue.labelled' }> };
type Addressed = Extract<HostEvent, { type: 'agent.addressed' }>;

/** Makes a labelled issue a task. Issue templates put labels on what anybody opens, so the label alone permits nothing. */
export async function applyIssue(kept: Labelled, deps: InboxDeps): Promise<string> {
  const { delivery, event, nodeId } = kept;
  const { place, by } = event;
  if (!(await mayCommand(by, place.repo, deps))) {
    await wordRefusal(kept, deps);
    return 'refused: no write access';
  }
  if (nodeId !== undefined) await deps.repoHost.react(place.repo, nodeId, 'eyes');
  const { status, taskId = '' } = await startFrom(event, await toRequester(event, deps), { delivery, said: [] }, deps);
  await deps.store.recordDelivery(delivery);
  if (status === 'live')
    await deps.repoHost.upsertComment(place, `stepwright:at-work:${taskId}`, tellAtWork(taskId, deps.handle));
  return status;
}

/** Free text at an issue tells its live task something; when there is none, it makes the issue a task. */
export async function applySaidOnIssue(
  event: Addressed & { readonly text: string },
  delivery: DeliveryRef,
  deps: InboxDeps,
): Promise<DeliveryReply> {
  const { place, by, text, ticket } = event;
  const live = await findLiveTaskAt(place, deps.store);
  if (live) {
    const say = { type: 'command.given', target: { taskId: live.id }, command: { name: 'say', text }, by } as const;
    const done = await applyCommand(say, delivery, deps);
    return { ok: done.ok, text: wordReply(done, { channel: 'github', place }) };
  }
  if (ticket === undefined) return { ok: false, text: 'The issue is closed. Open it again to have me work on it.' };
  const said = [{ type: 'instruction.given', text, by, place }] as const;
  const { status, taskId } = await startFrom({ place, ticket }, by, { delivery, said }, deps);
  return status === 'live'
    ? { ok: false, text: `Task \`${taskId ?? ''}\` has just begun here. Please say it again.` }
    : { ok: true };
}

interface Start {
  readonly delivery: DeliveryRef;
  readonly said: readonly TaskFact[];
}

function startFrom(
  { place, ticket }: Pick<Labelled['event'], 'place' | 'ticket'>,
  by: Person,
  { delivery, said }: Start,
  deps: InboxDeps,
): Promise<RequestResult> {
  return requestTask({ subject: subjectOfPlace(place), ticket, requester: by }, delivery, deps, said);
}

async function toRequester({ by, place }: Labelled['event'], { repoHost }: InboxDeps): Promise<Person> {
  return { ...by, ...(await repoHost.readUser(place.repo, by.id)) };
}
