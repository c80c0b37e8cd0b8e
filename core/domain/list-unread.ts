import type { Person } from './person.ts';
import type { Place } from './place.ts';
import type { TaskEvent } from './task-event.ts';

/** Something that was said on a pull request; `id` is that of its event. */
export interface Unread {
  readonly id: string;
  readonly place: Place;
  readonly text: string;
  readonly by: Person;
}

/** What was said on pull requests after an agent last listened: it does before each of its turns, which end with tools. */
export function listUnread(events: readonly TaskEvent[]): Unread[] {
  const heard = events.findLastIndex(({ fact }) => fact.type === 'tool.called');
  return events.slice(heard + 1).flatMap(({ id, fact }) => {
    if (fact.type !== 'instruction.given' || fact.place?.kind !== 'pull-request') return [];
    const { place, text, by } = fact;
    return [{ id, place, text, by }];
  });
}
