/** How well rankings found what was changed, each value from 0 to 1, averaged over tickets. */
export interface Found {
  readonly recall: readonly number[];
  readonly allGold: readonly number[];
}

export const CUTS = [1, 5, 10] as const;

/** Adds rankings up. */
export interface Tally {
  note(ranked: readonly string[], gold: ReadonlySet<string>): void;
  found(): Found;
}

/** Opens an empty tally of recall (the share of the changed files among the first) and of tickets with all of them there. */
export function openTally(): Tally {
  let tickets = 0;
  const recall = CUTS.map(() => 0);
  const allGold = CUTS.map(() => 0);
  return {
    note: (ranked, gold) => {
      tickets += 1;
      for (const [at, cut] of CUTS.entries()) {
        const hits = ranked.slice(0, cut).filter((path) => gold.has(path)).length;
        recall[at] = (recall[at] ?? 0) + hits / gold.size;
        allGold[at] = (allGold[at] ?? 0) + (hits === gold.size ? 1 : 0);
      }
    },
    found: () => ({ recall: recall.map((sum) => sum / tickets), allGold: allGold.map((sum) => sum / tickets) }),
  };
}
