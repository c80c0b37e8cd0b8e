import type { DeliveryRef } from '#domain/channel-event.ts';
import type { HostEvent } from '#domain/kept-delivery.ts';
import { applyCommand } from '#lambdas/intake/apply-command.ts';
import { wordReply } from '#lambdas/intake/word-reply.ts';
import { findLiveTaskAt } from '#lambdas/intake/find-task.ts';
import { startIteration, startReview } from '#lambdas/intake/start-on-pull-request.ts';
import type { DeliveryReply } from '#ports/task-store.ts';
import { applyFeedback } from './apply-feedback.ts';
import { applySaidOnIssue } from './apply-issue.ts';
import type { InboxDeps } from './inbox-deps.ts';

type Addressed = Extract<HostEvent, { type: 'agent.addressed' }>;

/** Does what somebody who may command told the agent at an issue or a pull request. */
export async function obey(event: Addressed, delivery: DeliveryRef, deps: InboxDeps): Promise<DeliveryReply> {
  const { command, place, by } = event;
  const onIssue = place.kind === 'issue';
  if (command.name === 'say' && !onIssue) return applyFeedback({ place, by, text: command.text, delivery }, deps);
  if (command.name === 'say') return applySaidOnIssue({ ...event, text: command.text }, delivery, deps);
  if (command.name === 'fix-ci' && !onIssue) return fixCi(event, delivery, deps);
  if (command.name === 'review' && !onIssue) return review(event, delivery, deps);
  const done = await applyCommand({ type: 'command.given', target: { place }, command, by }, delivery, deps);
  return { ok: done.ok, text: wordReply(done, { channel: 'github', place }) };
}

async function review({ place, by }: Addressed, delivery: DeliveryRef, deps: InboxDeps): Promise<DeliveryReply> {
  const started = await startReview({ place, by }, delivery, deps);
  if (started.type === 'refused') return { ok: false, text: started.reason };
  if (started.status !== 'live') return { ok: true };
  return { ok: true, text: `A review is being written already (\`${started.taskId ?? ''}\`).` };
}

async function fixCi({ place, by }: Addressed, delivery: DeliveryRef, deps: InboxDeps): Promise<DeliveryReply> {
  const live = await findLiveTaskAt(place, deps.store);
  if (live) return { ok: true, text: `Task \`${live.id}\` is at work here (${live.status}) and mends CI itself.` };
  const started = await startIteration({ place, by, delivery, resumeFrom: 'AwaitCi' }, deps);
  if (started.type === 'refused') return { ok: false, text: started.reason };
  return { ok: true };
}
