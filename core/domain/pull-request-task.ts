import { runIdOf } from './ids.ts';
import type { Person } from './person.ts';
import { nameOfPlace, type Place } from './place.ts';
import type { PullRequest } from './pull-request.ts';
import { DEFAULT_LIMITS, type Task } from './task.ts';
import { NO_USAGE } from './usage.ts';

/** What is known when somebody asks for work on a pull request. */
export interface PullRequestFacts {
  readonly pull: PullRequest;
  /** A fresh task id. */
  readonly newTaskId: string;
  readonly limits?: Task['limits'] | undefined;
}

export type PullRequestDecision =
  | { readonly type: 'create'; readonly task: Task }
  | { readonly type: 'refused'; readonly code: 'PR_NOT_FOUND_OR_CLOSED' | 'PR_FROM_FORK'; readonly reason: string };

const MAX_DESCRIPTION = 100_000;

/** A new task about a pull request, whose title and body are its ticket. */
export function toPullRequestTask(
  own: Pick<Task, 'kind' | 'subject' | 'resumeFrom' | 'changes'> & { readonly place: Place; readonly by: Person },
  { pull, newTaskId, limits }: PullRequestFacts,
  now: Date,
): Task {
  const { kind, subject, resumeFrom, changes, place, by } = own;
  const at = now.toISOString();
  return {
    id: newTaskId,
    kind,
    status: 'submitted',
    version: 1,
    subject,
    ticket: {
      key: nameOfPlace(place),
      url: pull.change.prUrl,
      summary: pull.title,
      description: pull.body.slice(0, MAX_DESCRIPTION),
      labels: [...pull.labels],
      priority: '',
      repo: pull.change.repo,
    },
    requester: by,
    runId: runIdOf(newTaskId, 1),
    resumeFrom,
    changes,
    threads: {},
    ciRounds: 0,
    usage: NO_USAGE,
    limits: limits ?? DEFAULT_LIMITS,
    createdAt: at,
    updatedAt: at,
  };
}
