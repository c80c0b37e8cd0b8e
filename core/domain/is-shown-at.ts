import { decideNotices, type Notice } from './decide-notices.ts';
import { type Place, placeOfChange, subjectOfPlace } from './place.ts';
import type { Task } from './task.ts';
import type { TaskFact } from './task-event.ts';

/** Where somebody said something, and looks for what becomes of it. */
export type Spot =
  | { readonly channel: 'jira'; readonly ticketKey: string }
  | { readonly channel: 'github'; readonly place: Pick<Place, 'repo' | 'number'> }
  /** The card of a plan's revision, by its buttons. */
  | { readonly channel: 'slack'; readonly card: number };

/** True when whoever looks at this spot is shown the fact anyway, so that an answer there would tell it a second time. */
export function isShownAt(spot: Spot, fact: TaskFact, task: Task): boolean {
  return decideNotices({ fact }, task).some((notice) => isAt(spot, notice, task));
}

function isAt(spot: Spot, notice: Notice, task: Task): boolean {
  // That a ticket moves tells nobody why.
  if (notice.kind === 'move') return false;
  switch (spot.channel) {
    case 'slack':
      return notice.channel === 'slack' && notice.kind === 'card' && notice.n === spot.card;
    case 'jira':
      return notice.channel === 'jira' && task.subject.key === spot.ticketKey;
    case 'github':
      return notice.channel === 'github' && placesOf(notice, task).includes(subjectOfPlace(spot.place).key);
  }
}

/** The pull requests of the task have its status; what the task came from has everything else. */
function placesOf({ kind }: Notice, { changes, subject }: Task): string[] {
  const onPulls = kind === 'status' || kind === 'withdrawal';
  return onPulls ? changes.map((change) => subjectOfPlace(placeOfChange(change)).key) : [subject.key];
}
