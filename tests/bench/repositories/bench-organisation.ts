import { DISCOVERY_LIMITS } from '#agents/discovery/contract.ts';
import { extractKeywords } from '#agents/discovery/keywords.ts';
import { selectRepositories } from '#agents/discovery/select-repositories.ts';
import { openCatalogue } from '#agents/harness/catalogue.ts';
import { openBm25, rankByHits } from './baselines.ts';
import type { BenchTicket, Organisation } from './organisation.ts';
import { organisationHost } from './organisation-host.ts';
import { withoutNames } from './without-names.ts';

/** The agent copies three and looks at twenty. */
export const CUTS = [1, 3, 5, 10, 20] as const;

/** By ranking, ours last: the share of a ticket's repositories among the first, averaged over tickets. */
export type Recall = Readonly<Record<string, readonly number[]>>;

export interface BenchedOrganisation {
  readonly repositories: number;
  readonly tickets: number;
  /** Tickets as they are, and without the names of their repositories. */
  readonly named: Recall;
  readonly unnamed: Recall;
  /** Requests per ticket, by the limit they count against. */
  readonly requests: Readonly<Record<string, number>>;
}

/** Chooses for each ticket among all repositories, as the discovery agent does. */
export async function benchOrganisation({ repositories, tickets }: Organisation): Promise<BenchedOrganisation> {
  const host = organisationHost(repositories);
  const bm25 = openBm25(repositories);
  const recallOf = async (asked: readonly BenchTicket[]): Promise<Recall> => {
    const sums = new Map<string, number[]>();
    for (const ticket of asked) {
      const { ours, searched } = await choose(host, ticket);
      const rankings = { 'code search': rankByHits(searched), BM25: bm25(ticket), discovery: ours };
      for (const [name, ranked] of Object.entries(rankings)) sums.set(name, addTo(sums.get(name), ranked, ticket.repositories));
    }
    return Object.fromEntries([...sums].map(([name, values]) => [name, values.map((value) => value / asked.length)]));
  };
  const named = await recallOf(tickets);
  const unnamed = await recallOf(tickets.map((ticket) => withoutNames(ticket, repositories)));
  const perTicket = Object.entries(host.requests).map(([kind, count]) => [kind, count / (2 * tickets.length)]);
  return { repositories: repositories.length, tickets: tickets.length, named, unnamed, requests: Object.fromEntries(perTicket) };
}

async function choose(repoHost: ReturnType<typeof organisationHost>, { title, body }: BenchTicket) {
  const ticket = { summary: title, description: body, labels: [] };
  const catalogue = openCatalogue(repoHost);
  const keywords = extractKeywords(ticket, DISCOVERY_LIMITS.keywords);
  const { repositories, searches } = await selectRepositories(
    { catalogue, repoHost, progress: async () => undefined },
    ticket,
    keywords,
  );
  return { ours: repositories.map(({ name }) => name), searched: searches.flatMap(({ hits }) => hits) };
}

function addTo(sums: readonly number[] = CUTS.map(() => 0), ranked: readonly string[], gold: readonly string[]): number[] {
  return CUTS.map((cut, at) => {
    const found = ranked.slice(0, cut).filter((name) => gold.includes(name)).length;
    return (sums[at] ?? 0) + found / gold.length;
  });
}
