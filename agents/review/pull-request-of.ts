import { InputError } from '#domain/errors.ts';
import { type Place, placeOfKey } from '#domain/place.ts';
import type { Task } from '#domain/task.ts';

/** The pull request that a task is about. @throws InputError `PULL_REQUEST_MISSING` when the task names none */
export function pullRequestOf({ id, subject }: Task): Pick<Place, 'repo' | 'number'> {
  const place = placeOfKey(subject.key);
  if (place) return place;
  throw new InputError(`${id} names no pull request to review.`, {
    code: 'PULL_REQUEST_MISSING',
    remedy: 'Ask for the review in a comment on the pull request.',
  });
}
