import { isDecision } from '#domain/command.ts';
import { isOurs } from '#domain/failure.ts';
import type { HostEvent, KeptDelivery } from '#domain/kept-delivery.ts';
import type { Person } from '#domain/person.ts';
import type { DeliveryReply } from '#ports/task-store.ts';
import { answer } from './answer.ts';
import { applyClosedPullRequest } from './apply-closed-pull-request.ts';
import { applyIssue } from './apply-issue.ts';
import { applyRequestedChanges } from './apply-requested-changes.ts';
import { followUp } from './follow-up.ts';
import type { InboxDeps } from './inbox-deps.ts';
import { mayCommand, wordRefusal } from './may-command.ts';
import { obey } from './obey.ts';

type Addressed = Extract<HostEvent, { type: 'agent.addressed' }>;

/**
 * Does the work of one kept delivery and tells who sent it. Done twice it does nothing twice: what was done is on record
 * before it is told, and told in places that are found again.
 */
export async function carryOut(kept: KeptDelivery, deps: InboxDeps): Promise<string> {
  const { delivery, event } = kept;
  if (await deps.store.hasDelivery(delivery)) {
    const reply = await deps.store.readReply(delivery);
    if (reply && 'by' in event) await answer({ ...kept, event }, reply, deps);
    return 'done before';
  }
  switch (event.type) {
    case 'pull-request.closed':
      return applyClosedPullRequest(event, delivery, deps);
    case 'changes.requested':
      return applyRequestedChanges({ ...kept, event }, deps);
    case 'issue.labelled':
      return applyIssue({ ...kept, event }, deps);
    case 'agent.addressed':
      return obeyAllowed({ ...kept, event }, deps);
    case 'pull-request.approved':
    case 'branch.checked':
    case 'branch.moved':
      return followUp(event, delivery, deps);
  }
}

async function obeyAllowed(kept: KeptDelivery & { event: Addressed }, deps: InboxDeps): Promise<string> {
  const { delivery, event, nodeId } = kept;
  const { place, by } = event;
  if (nodeId !== undefined) await deps.repoHost.react(place.repo, nodeId, 'eyes');
  if (!(await mayCommand(by, place.repo, deps))) {
    await wordRefusal(kept, deps);
    return 'refused: no write access';
  }
  const reply = await tryTo(async () => obey({ ...event, by: await withEmail(event, deps) }, delivery, deps));
  await deps.store.recordDelivery(delivery, reply);
  await answer(kept, reply, deps);
  return reply.ok ? 'done' : 'could not be done';
}

/** What passes with time is tried again; anything else the person has to be told, for nobody else is. */
async function tryTo(act: () => Promise<DeliveryReply>): Promise<DeliveryReply> {
  try {
    return await act();
  } catch (error) {
    if (!isOurs(error) || error.retryable) throw error;
    return { ok: false, text: `That could not be done: ${error.message} ${error.remedy}` };
  }
}

/** By the e-mail address the same person is known elsewhere, which decisions and requests depend on. */
async function withEmail({ command, by, place }: Addressed, { repoHost }: InboxDeps): Promise<Person> {
  if (by.email !== undefined || !(isDecision(command) || command.name === 'say')) return by;
  return { ...by, ...(await repoHost.readUser(place.repo, by.id)) };
}
