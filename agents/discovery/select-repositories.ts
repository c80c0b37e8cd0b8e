import type { Catalogue } from '#agents/harness/catalogue.ts';
import { InputError, PolicyError, UpstreamError } from '#domain/errors.ts';
import type { Ticket } from '#domain/ticket.ts';
import type { Repository, RepoHost } from '#ports/repo-host.ts';
import { DISCOVERY_LIMITS } from './contract.ts';
import { cluesOf } from './find-candidates.ts';
import { namesIn } from './names-in.ts';
import { rankRepositories, type Search } from './rank-repositories.ts';
import { readRepositoryFacts, type RepositoryFacts, ROOT_FILES, toFacts } from './repository-facts.ts';

export interface Selection {
  /** Most likely first. */
  readonly repositories: readonly Repository[];
  readonly searches: readonly Search[];
  readonly facts: readonly RepositoryFacts[];
}

export interface SelectionDeps {
  readonly catalogue: Catalogue;
  readonly repoHost: Pick<RepoHost, 'readRootFiles'>;
  /** Tells what could not be had. */
  readonly progress: (message: string) => Promise<void>;
}

type Asked = Pick<Ticket, 'summary' | 'description' | 'repo'>;

/** Chooses the repositories that a ticket may concern: by what all say of themselves and code search, then by what the best contain. */
export async function selectRepositories(deps: SelectionDeps, ticket: Asked, keywords: readonly string[]): Promise<Selection> {
  const { catalogue } = deps;
  const [repositories, roots, searches] = await Promise.all([
    catalogue.repositories(),
    readRoots(deps),
    Promise.all(keywords.map(async (keyword) => ({ keyword, hits: await catalogue.search(keyword, DISCOVERY_LIMITS.hits) }))),
  ]);
  const signs = { words: cluesOf(ticket).words, names: namesIn(`${ticket.summary}\n${ticket.description}`), searches };
  const rank = (among: readonly Repository[], facts: readonly RepositoryFacts[]): Repository[] => {
    const ranked = rankRepositories(among, { ...signs, facts: new Map(facts.map((one) => [one.name, one])) });
    return namedFirst(
      ranked.map(({ repository }) => repository),
      ticket.repo,
    );
  };
  const said = [...roots].map(([name, files]) => toFacts(name, files));
  const likely = rank(repositories, said).slice(0, DISCOVERY_LIMITS.analysed);
  const facts = await Promise.all(likely.map(({ name }) => readRepositoryFacts(catalogue, name, roots.get(name))));
  // Against all others: which words are rare is not seen among those that are alike.
  const again = rank(repositories, [...said, ...facts]);
  return { repositories: again.filter((one) => likely.includes(one)), searches, facts };
}

/** Whoever asked knows best which repository they mean. */
function namedFirst(ranked: readonly Repository[], named: string | undefined): Repository[] {
  const isNamed = ({ name }: Repository): boolean => name.toLowerCase() === named?.toLowerCase();
  return [...ranked.filter(isNamed), ...ranked.filter((one) => !isNamed(one))];
}

async function readRoots({ repoHost, progress }: SelectionDeps): ReturnType<RepoHost['readRootFiles']> {
  try {
    return await repoHost.readRootFiles(ROOT_FILES);
  } catch (error) {
    if (!(error instanceof UpstreamError || error instanceof PolicyError || error instanceof InputError)) throw error;
    await progress(`The READMEs of all repositories cannot be read at once, so only the likeliest are read: ${error.message}`);
    return new Map();
  }
}
