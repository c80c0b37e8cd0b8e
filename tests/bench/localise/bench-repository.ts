import type { Cache, Kept } from '#localise/checkout/cache.ts';
import { indexCommit } from '#localise/localise.ts';
import { openShelves, rankFiles } from '#localise/rank/rank-files.ts';
import { readTicket } from '#localise/ticket/read-ticket.ts';
import { rankByText } from './baselines.ts';
import { type Found, openTally } from './measure.ts';
import { ticketsOf } from './tickets-of.ts';

export interface BenchedRepository {
  readonly tickets: number;
  readonly files: number;
  /** By ranking, ours last. */
  readonly found: Readonly<Record<string, Found>>;
  /** Milliseconds: to index 1,000 files anew, to bring the index to the next commit, and to rank. */
  readonly indexMs: number;
  readonly updateMs: number;
  readonly queryMs: number;
}

/** Ranks for each of a repository's past tickets at the commit before it; the checkout is neither read nor changed. */
export async function benchRepository(directory: string, limit: number): Promise<BenchedRepository | undefined> {
  const tickets = await ticketsOf(directory, limit);
  const [newest] = tickets;
  if (!newest) return undefined;
  const first = await timed(() => indexCommit(directory, newest.parent));
  const tallies = { 'keyword count': openTally(), BM25: openTally(), localise: openTally() };
  const cache = memoryCache();
  const updates: number[] = [];
  const queries: number[] = [];
  for (const { parent, ticket, gold } of tickets) {
    const { value: snapshot, ms } = await timed(() => indexCommit(directory, parent, cache));
    updates.push(ms);
    tallies['keyword count'].note(rankByText(snapshot, ticket, 'count'), gold);
    tallies.BM25.note(rankByText(snapshot, ticket, 'bm25'), gold);
    const shelves = openShelves(snapshot);
    const ranked = await timed(() => rankFiles(shelves, readTicket(ticket), 10));
    queries.push(ranked.ms);
    tallies.localise.note(
      ranked.value.map(({ path }) => path),
      gold,
    );
  }
  const files = first.value.paths.length;
  return {
    tickets: tickets.length,
    files,
    found: Object.fromEntries(Object.entries(tallies).map(([name, tally]) => [name, tally.found()])),
    indexMs: (first.ms * 1_000) / Math.max(1, files),
    updateMs: median(updates.slice(1)),
    queryMs: median(queries),
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const started = performance.now();
  const value = await work();
  return { value, ms: performance.now() - started };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function memoryCache(): Cache {
  let kept: Kept | undefined;
  return {
    read: async () => kept,
    write: async (_, now) => {
      kept = now;
    },
  };
}
