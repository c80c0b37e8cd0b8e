import { z } from 'zod';

/** An issue or a pull request of a repository host. */
export const placeSchema = z.object({
  /** `owner/name`. */
  repo: z.string().regex(/^[^/\s]+\/[^/\s]+$/),
  number: z.int().positive(),
  kind: z.enum(['issue', 'pull-request']),
  /** The first comment of a review thread, when that is meant. */
  threadId: z.int().positive().optional(),
});
export type Place = z.infer<typeof placeSchema>;

/** The pull request of a change. */
export function placeOfChange({ repo, prNumber }: { readonly repo: string; readonly prNumber: number }): Place {
  return { repo, number: prNumber, kind: 'pull-request' };
}

/** As people write it: `owner/name#7`. */
export function nameOfPlace({ repo, number }: Pick<Place, 'repo' | 'number'>): string {
  return `${repo}#${number}`;
}

/** What a task about this place is about; hosts do not tell names apart by their case. */
export function subjectOfPlace(place: Pick<Place, 'repo' | 'number'>): { readonly channel: 'github'; readonly key: string } {
  return { channel: 'github', key: nameOfPlace(place).toLowerCase() };
}

/** A review is a task beside the one that works on the pull request, and hears nothing of what is said to that one. */
export function subjectOfReview(place: Pick<Place, 'repo' | 'number'>): { readonly channel: 'github'; readonly key: string } {
  const { channel, key } = subjectOfPlace(place);
  return { channel, key: `${key}:review` };
}

/** The issue or pull request that a subject's key names, whatever is done there; undefined when it names none. */
export function placeOfKey(key: string): Pick<Place, 'repo' | 'number'> | undefined {
  const [, repo, number] = /^([^#\s]+)#(\d+)(?::review)?$/.exec(key) ?? [];
  return repo === undefined ? undefined : { repo, number: Number(number) };
}
