import { setTimeout as delay } from 'node:timers/promises';
import { ConflictError } from '#domain/errors.ts';

const MAX_ATTEMPTS = 20;
const FIRST_MS = 5;
const LONGEST_MS = 200;

/**
 * Repeats the work while it answers `undefined` ("somebody else wrote first"), with growing, jittered pauses of
 * 5–200 ms, 20 times at most. @throws ConflictError `WRITE_CONFLICT` after the last.
 */
export async function untilSettled<T>(work: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const settled = await work();
    if (settled !== undefined) return settled;
    await delay(Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt));
  }
  throw new ConflictError('Others kept changing this task while it was being written.', { code: 'WRITE_CONFLICT' });
}
