import type { Thread } from '../run.ts';
import type { Outcome } from './outcome.ts';

/** Hands its input on; Output and Assign do the work. */
export function beginPass(thread: Thread): Outcome {
  return { result: thread.input };
}
