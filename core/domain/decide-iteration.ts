import { runIdOf } from './ids.ts';
import type { Person } from './person.ts';
import { nameOfPlace, type Place, subjectOfPlace } from './place.ts';
import type { PullRequest } from './pull-request.ts';
import { DEFAULT_LIMITS, FIRST_STATES, type ResumeState, type Task } from './task.ts';
import { NO_USAGE } from './usage.ts';

export interface IterationInput {
  readonly place: Place;
  readonly by: Person;
  /** `AwaitCi` when only CI is to be looked at. */
  readonly resumeFrom?: ResumeState;
}

export interface IterationFacts {
  readonly pull: PullRequest;
  /** A fresh task id. */
  readonly newTaskId: string;
  readonly limits?: Task['limits'] | undefined;
}

export type IterationDecision =
  | { readonly type: 'create'; readonly task: Task }
  | { readonly type: 'refused'; readonly reason: string };

const MAX_DESCRIPTION = 100_000;

/** Decides whether a pull request is worked on once more: it has to be open, and its branch where we can push. */
export function decideIteration({ place, by, resumeFrom }: IterationInput, facts: IterationFacts, now: Date): IterationDecision {
  const { pull, newTaskId, limits } = facts;
  const name = nameOfPlace(place);
  if (pull.state !== 'open') return { type: 'refused', reason: `${name} is ${pull.state}, so there is nothing to work on.` };
  if (pull.fromFork) {
    return {
      type: 'refused',
      reason: `The branch of ${name} is in a fork, to which I cannot push. Open it from a branch of ${place.repo}.`,
    };
  }
  const at = now.toISOString();
  const task: Task = {
    id: newTaskId,
    kind: 'iterate',
    status: 'submitted',
    version: 1,
    subject: subjectOfPlace(place),
    ticket: {
      key: name,
      url: pull.change.prUrl,
      summary: pull.title,
      description: pull.body.slice(0, MAX_DESCRIPTION),
      labels: [...pull.labels],
      priority: '',
      repo: pull.change.repo,
    },
    requester: by,
    runId: runIdOf(newTaskId, 1),
    resumeFrom: resumeFrom ?? FIRST_STATES.iterate,
    changes: [pull.change],
    threads: {},
    ciRounds: 0,
    usage: NO_USAGE,
    limits: limits ?? DEFAULT_LIMITS,
    createdAt: at,
    updatedAt: at,
  };
  return { type: 'create', task };
}
