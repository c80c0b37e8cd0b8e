/** What one run of a test command showed. */
export interface Standing {
  readonly passed: number;
  /** Names of the failing tests. */
  readonly failing: readonly string[];
}

/** What was seen since an agent began its present piece of work. */
export interface Seen {
  readonly mostPassed: number;
  /** Every set of failing tests. */
  readonly failures: readonly string[];
}

/** What is seen, now that a test command showed this too. */
export function see(seen: Seen | undefined, now: Standing): Seen {
  const failures = new Set([...(seen?.failures ?? []), toKey(now)]);
  return { mostPassed: Math.max(seen?.mostPassed ?? 0, now.passed), failures: [...failures] };
}

/**
 * True when a test run shows that the work goes on: more tests pass than ever before, or another set of tests fails than ever
 * before. What is seen first is where the work stands, and so is no progress; going back and forth is none either.
 */
export function isProgress(seen: Seen | undefined, now: Standing): boolean {
  if (seen === undefined) return false;
  return now.passed > seen.mostPassed || !seen.failures.includes(toKey(now));
}

function toKey({ failing }: Standing): string {
  return JSON.stringify([...new Set(failing)].sort());
}
