import type { DeliveryRef } from '#domain/channel-event.ts';
import type { HostEvent } from '#domain/kept-delivery.ts';
import { applyCommand } from '#lambdas/intake/apply-command.ts';
import { findLiveTaskAt } from '#lambdas/intake/find-task.ts';
import type { DeliveryReply } from '#ports/task-store.ts';
import { applyFeedback } from './apply-feedback.ts';
import { applySaidOnIssue } from './apply-issue.ts';
import type { InboxDeps } from './inbox-deps.ts';
import { startIteration } from './start-iteration.ts';
import { startReview } from './start-review.ts';

type Addressed = Extract<HostEvent, { type: 'agent.addressed' }>;

/** Does what somebody who may command told the agent at an issue or a pull request. */
export async function obey(event: Addressed, delivery: DeliveryRef, deps: InboxDeps): Promise<DeliveryReply> {
  const { command, place, by } = event;
  const onIssue = place.kind === 'issue';
  if (command.name === 'say' && !onIssue) return applyFeedback({ place, by, text: command.text, delivery }, deps);
  if (command.name === 'say') return applySaidOnIssue({ ...event, text: command.text }, delivery, deps);
  if (command.name === 'fix-ci' && !onIssue) return fixCi(event, delivery, deps);
  if (command.name === 'review' && !onIssue) return startReview({ place, by }, delivery, deps);
  const { ok, reply } = await applyCommand({ type: 'command.given', target: { place }, command, by }, delivery, deps);
  return { ok, text: reply };
}

async function fixCi({ place, by }: Addressed, delivery: DeliveryRef, deps: InboxDeps): Promise<DeliveryReply> {
  const live = await findLiveTaskAt(place, deps.store);
  if (live) return { ok: true, text: `Task \`${live.id}\` is at work here (${live.status}) and mends CI itself.` };
  const started = await startIteration({ place, by, delivery, resumeFrom: 'AwaitCi' }, deps);
  if (started.type === 'refused') return { ok: false, text: started.reason };
  return { ok: true };
}
