import type { DeliveryRef } from '#domain/channel-event.ts';
import { decideReview, type ReviewInput } from '#domain/decide-review.ts';
import { startTask } from '#lambdas/intake/start-task.ts';
import type { DeliveryReply } from '#ports/task-store.ts';
import type { InboxDeps } from './inbox-deps.ts';

/** Starts a review of a pull request as it is now; the review itself is the answer. */
export async function startReview(input: ReviewInput, delivery: DeliveryRef, deps: InboxDeps): Promise<DeliveryReply> {
  const pull = await deps.repoHost.readPullRequest(input.place);
  const facts = { pull, newTaskId: `task_${deps.clock.newId()}`, limits: deps.limits };
  const decision = decideReview(input, facts, deps.clock.now());
  if (decision.type === 'refused') return { ok: false, text: decision.reason };
  const { status, taskId } = await startTask(decision.task, delivery, deps);
  if (status === 'live') return { ok: true, text: `A review is being written already (\`${taskId ?? ''}\`).` };
  return { ok: true };
}
