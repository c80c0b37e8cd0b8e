import type { Person } from './person.ts';
import { nameOfPlace, type Place, subjectOfReview } from './place.ts';
import { type PullRequestDecision, type PullRequestFacts, toPullRequestTask } from './pull-request-task.ts';
import { FIRST_STATES } from './task.ts';

export interface ReviewInput {
  readonly place: Place;
  readonly by: Person;
}

/**
 * Decides whether a pull request is reviewed: it has to be open. Its branch may be in a fork, since nothing is pushed, and
 * the task has no changes of its own: what happens to it is no reason to touch anybody's pull request.
 */
export function decideReview(input: ReviewInput, facts: PullRequestFacts, now: Date): PullRequestDecision {
  const { place } = input;
  const { state } = facts.pull;
  if (state !== 'open')
    return {
      type: 'refused',
      code: 'PR_NOT_FOUND_OR_CLOSED',
      reason: `${nameOfPlace(place)} is ${state}, so there is nothing to review.`,
    };
  const own = { kind: 'review', subject: subjectOfReview(place), resumeFrom: FIRST_STATES.review } as const;
  return { type: 'create', task: toPullRequestTask({ ...input, ...own, changes: [] }, facts, now) };
}
