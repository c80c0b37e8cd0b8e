import type { Thread } from '../run.ts';
import type { Outcome } from './outcome.ts';

/** Ends its chain of states with its input, or with Output. */
export function beginSucceed(thread: Thread): Outcome {
  return { result: thread.input };
}
