import type { Person } from './person.ts';
import { nameOfPlace, type Place, subjectOfPlace } from './place.ts';
import { type PullRequestDecision, type PullRequestFacts, toPullRequestTask } from './pull-request-task.ts';
import { FIRST_STATES, type ResumeState } from './task.ts';

export interface IterationInput {
  readonly place: Place;
  readonly by: Person;
  /** `AwaitCi` when only CI is to be looked at. */
  readonly resumeFrom?: ResumeState;
}

/** Decides whether a pull request is worked on once more: it has to be open, and its branch where we can push. */
export function decideIteration(input: IterationInput, facts: PullRequestFacts, now: Date): PullRequestDecision {
  const { place, resumeFrom = FIRST_STATES.iterate } = input;
  const { pull } = facts;
  const name = nameOfPlace(place);
  if (pull.state !== 'open')
    return {
      type: 'refused',
      code: 'PR_NOT_FOUND_OR_CLOSED',
      reason: `${name} is ${pull.state}, so there is nothing to work on.`,
    };
  if (pull.fromFork) {
    return {
      type: 'refused',
      code: 'PR_FROM_FORK',
      reason: `The branch of ${name} is in a fork, to which I cannot push. Open it from a branch of ${place.repo}.`,
    };
  }
  const own = { kind: 'iterate', subject: subjectOfPlace(place), resumeFrom } as const;
  return { type: 'create', task: toPullRequestTask({ ...input, ...own, changes: [pull.change] }, facts, now) };
}
