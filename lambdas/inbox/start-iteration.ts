import type { DeliveryRef } from '#domain/channel-event.ts';
import { decideIteration, type IterationInput } from '#domain/decide-iteration.ts';
import { type StartResult, startTask } from '#lambdas/intake/start-task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { InboxDeps } from './inbox-deps.ts';

export interface Iteration extends IterationInput {
  readonly delivery: DeliveryRef;
  /** What it is to do, besides answering the review threads. */
  readonly said?: readonly TaskFact[];
}

export type IterationResult =
  | ({ readonly type: 'started' } & StartResult)
  | { readonly type: 'refused'; readonly reason: string };

/** Starts a task on a pull request as it is now, unless there is nothing to work on. */
export async function startIteration({ delivery, said = [], ...input }: Iteration, deps: InboxDeps): Promise<IterationResult> {
  const pull = await deps.repoHost.readPullRequest(input.place);
  const facts = { pull, newTaskId: `task_${deps.clock.newId()}`, limits: deps.limits };
  const decision = decideIteration(input, facts, deps.clock.now());
  if (decision.type === 'refused') return decision;
  return { type: 'started', ...(await startTask(decision.task, delivery, deps, { facts: said })) };
}
