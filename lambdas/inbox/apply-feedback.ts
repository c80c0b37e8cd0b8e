import type { DeliveryRef } from '#domain/channel-event.ts';
import type { Person } from '#domain/person.ts';
import type { Place } from '#domain/place.ts';
import { applySay } from '#lambdas/intake/apply-say.ts';
import { findLiveTaskAt } from '#lambdas/intake/find-task.ts';
import { startIteration } from '#lambdas/intake/start-on-pull-request.ts';
import { wordReply } from '#lambdas/intake/word-reply.ts';
import type { DeliveryReply } from '#ports/task-store.ts';
import type { InboxDeps } from './inbox-deps.ts';

export interface Feedback {
  readonly place: Place;
  readonly by: Person;
  readonly text: string;
  readonly delivery: DeliveryRef;
}

/** A task may end between being found and being told, and another may start between; both are rare. */
const ATTEMPTS = 3;

/** Feedback on a pull request goes to the task that works on it; when none does, one is started for it. */
export async function applyFeedback(feedback: Feedback, deps: InboxDeps): Promise<DeliveryReply> {
  const { place, by, text, delivery } = feedback;
  let last: DeliveryReply = { ok: false, text: 'The tasks on this pull request change too fast. Please say it again.' };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const live = await findLiveTaskAt(place, deps.store);
    if (live) {
      const done = await applySay({ task: live, command: { name: 'say', text }, by, delivery, place }, deps);
      const { ok, reply } = done;
      // Its one comment shows the rest.
      if (ok) return live.kind === 'iterate' ? { ok } : { ok, text: wordReply(done, { channel: 'github', place }) };
      last = { ok, text: reply };
      continue;
    }
    const said = [{ type: 'instruction.given', text, by, place }] as const;
    const started = await startIteration({ place, by, delivery, said }, deps);
    if (started.type === 'refused') return { ok: false, text: started.reason };
    if (started.status !== 'live') return { ok: true };
  }
  return last;
}
