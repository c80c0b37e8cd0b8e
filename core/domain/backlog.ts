import { z } from 'zod';
import { taskIdSchema } from './ids.ts';

/** A channel that could not be told what happened to a task, and has to be from one event on. */
export const backlogSchema = z.object({
  taskId: taskIdSchema,
  /** A channel of notices, for example `slack`. */
  channel: z.string(),
  /** `dead`: given up; told again when somebody asks for it, or when something more happens to the task. */
  state: z.enum(['owed', 'dead']),
  /** Id of the first event that was not told. */
  from: z.string(),
  /** ISO 8601, UTC: since when nothing can be told. */
  since: z.string(),
  /** When it is tried again. */
  nextAt: z.string(),
  attempts: z.int().nonnegative(),
  /** How many events joined it, so that nobody closes it over the head of one. */
  joined: z.int().nonnegative(),
  /** Why the last try failed. */
  error: z.string(),
});
export type Backlog = z.infer<typeof backlogSchema>;

const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 30 * 60_000;
/** A vendor that is down for a day is news by itself; what is told after that is no longer of use to anybody. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60_000;

/** The pause before the next try: 15 s after the first, then twice as long each time, half an hour at most. */
export function pauseMs(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS);
}

/** Decides what follows a failed try: another one later, or none when it failed for a day. */
export function decideNextTry(
  { since, attempts }: Pick<Backlog, 'since' | 'attempts'>,
  now: Date,
): Pick<Backlog, 'state' | 'nextAt'> {
  const nextAt = new Date(now.getTime() + pauseMs(attempts)).toISOString();
  return { state: now.getTime() - Date.parse(since) >= GIVE_UP_AFTER_MS ? 'dead' : 'owed', nextAt };
}
