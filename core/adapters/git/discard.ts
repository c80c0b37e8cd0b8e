import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unlock } from './unlock.ts';

const DISCARDED = '.discarded-';

/** One after another in each directory: every deletion takes all that is left there, so that two at once would do it twice. */
const deletions = new Map<string, Promise<void>>();

/**
 * Takes a directory away at once and deletes it in the background, because deleting a checkout may take longer than
 * anybody waits. What cannot be deleted, or was not when the process ended, is deleted with the next one beside it.
 */
export async function discard(directory: string): Promise<void> {
  const beside = dirname(directory);
  try {
    await rename(directory, join(beside, `${DISCARDED}${randomUUID()}`));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  const earlier = deletions.get(beside) ?? Promise.resolve();
  deletions.set(
    beside,
    earlier.then(() => deleteDiscarded(beside)).catch(() => undefined),
  );
}

async function deleteDiscarded(beside: string): Promise<void> {
  const names = (await readdir(beside)).filter((name) => name.startsWith(DISCARDED));
  for (const name of names) {
    const directory = join(beside, name);
    await unlock(directory, 'all');
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}
