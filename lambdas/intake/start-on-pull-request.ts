import type { DeliveryRef } from '#domain/channel-event.ts';
import { decideIteration, type IterationInput } from '#domain/decide-iteration.ts';
import { decideReview, type ReviewInput } from '#domain/decide-review.ts';
import type { PullRequestDecision, PullRequestFacts } from '#domain/pull-request-task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { Place } from '#domain/place.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { type StartDeps, type StartResult, startTask } from './start-task.ts';

export interface PullRequestDeps extends StartDeps, Pick<IntakeDeps, 'clock' | 'limits'> {
  readonly repoHost: Pick<RepoHost, 'readPullRequest'>;
}

export type PullRequestResult =
  | ({ readonly type: 'started' } & StartResult)
  | Extract<PullRequestDecision, { readonly type: 'refused' }>;

export interface Iteration extends IterationInput {
  readonly delivery: DeliveryRef;
  /** What it is to do, besides answering the review threads. */
  readonly said?: readonly TaskFact[];
}

/** Starts a task on a pull request as it is now, unless there is nothing to work on. */
export function startIteration({ delivery, said, ...input }: Iteration, deps: PullRequestDeps): Promise<PullRequestResult> {
  return start(input.place, (facts, now) => decideIteration(input, facts, now), { delivery, said }, deps);
}

/** Starts a review of a pull request as it is now; the review itself is the answer. */
export function startReview(input: ReviewInput, delivery: DeliveryRef, deps: PullRequestDeps): Promise<PullRequestResult> {
  return start(input.place, (facts, now) => decideReview(input, facts, now), { delivery }, deps);
}

async function start(
  place: Place,
  decide: (facts: PullRequestFacts, now: Date) => PullRequestDecision,
  { delivery, said = [] }: { readonly delivery: DeliveryRef; readonly said?: readonly TaskFact[] | undefined },
  deps: PullRequestDeps,
): Promise<PullRequestResult> {
  const pull = await deps.repoHost.readPullRequest(place);
  const facts = { pull, newTaskId: `task_${deps.clock.newId()}`, limits: deps.limits };
  const decision = decide(facts, deps.clock.now());
  if (decision.type === 'refused') return decision;
  return { type: 'started', ...(await startTask(decision.task, delivery, deps, { facts: said })) };
}
