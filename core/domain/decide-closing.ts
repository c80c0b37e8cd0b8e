import { isTerminal, nextStatus } from './lifecycle.ts';
import type { Person } from './person.ts';
import { nameOfPlace, type Place, subjectOfPlace } from './place.ts';
import type { Task } from './task.ts';

export interface ClosedPullRequest {
  readonly place: Place;
  readonly merged: boolean;
  readonly by: Person;
}

export interface Closing {
  readonly status: 'completed' | 'cancelled';
  readonly outcome: string;
}

/** Decides how a live task ends whose pull request was closed; `undefined` when it has ended or has other pull requests to see to. */
export function decideClosing({ place, merged, by }: ClosedPullRequest, task: Task): Closing | undefined {
  // We close drafts ourselves, of tasks that have ended; one that goes on with the same draft must not end by it.
  if (isTerminal(task.status) || (by.automatic && !merged)) return undefined;
  const subject = subjectOfPlace(place);
  const isSubject = task.subject.channel === subject.channel && task.subject.key === subject.key;
  if (!isSubject && task.changes.length > 1) return undefined;
  const who = by.name || by.id;
  if (!merged) return { status: 'cancelled', outcome: `${who} closed ${nameOfPlace(place)} without merging it.` };
  const outcome = `${who} merged ${nameOfPlace(place)}.`;
  // What had not begun cannot be called completed.
  return { status: nextStatus(task.status, 'task.completed') ? 'completed' : 'cancelled', outcome };
}
