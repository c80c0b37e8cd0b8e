import type { Twin } from '../twin.ts';

/** The next number of a repository; issues and pull requests are counted together. */
export function takeNumber(twin: Twin, repo: string): number {
  return twin.store.transaction(() => {
    const current = twin.store.repositories.get(repo);
    if (current === undefined) throw new Error(`there is no repository ${repo}`);
    twin.store.repositories.put(repo, { ...current, nextNumber: current.nextNumber + 1 });
    return current.nextNumber;
  });
}
