import type { CodeHit, RepoHost } from '#ports/repo-host.ts';
import type { BenchRepository } from './organisation.ts';

export type ReadingHost = Pick<RepoHost, 'listRepositories' | 'listFiles' | 'readFile' | 'readRootFiles' | 'searchCode'>;

export interface OrganisationHost extends ReadingHost {
  /** Requests that GitHub would have counted, by the limit they count against. */
  readonly requests: { rest: number; graphql: number; search: number };
}

interface File {
  readonly repo: string;
  readonly path: string;
  readonly text: string;
  words: number;
}

/** A host of these repositories whose code search is like GitHub's: all words of a query, in any case, best files first. */
export function organisationHost(repositories: readonly BenchRepository[]): OrganisationHost {
  const byName = new Map(repositories.map((one) => [one.name, one]));
  const filesOf = (repo: string): ReadonlyMap<string, string> => byName.get(repo)?.files ?? new Map();
  const index = openIndex(repositories);
  const requests = { rest: 0, graphql: 0, search: 0 };
  return {
    requests,
    listRepositories: async () => {
      requests.rest += Math.ceil(repositories.length / 100);
      return repositories.map(({ name, description, topics }) => ({
        name,
        description,
        topics,
        defaultBranch: 'main',
        cloneUrl: `https://git.example/${name}.git`,
      }));
    },
    listFiles: async (repo) => {
      requests.rest += 1;
      return [...filesOf(repo).keys()];
    },
    readFile: async (repo, _ref, path) => {
      requests.rest += 1;
      return filesOf(repo).get(path);
    },
    readRootFiles: async (names) => {
      requests.graphql += Math.ceil(repositories.length / 25);
      const found = (files: ReadonlyMap<string, string>) => new Map([...files].filter(([path]) => names.includes(path)));
      return new Map(repositories.map(({ name, files }) => [name, found(files)]));
    },
    searchCode: async (query, limit) => {
      requests.search += 1;
      return index.search(query, limit);
    },
  };
}

/** GitHub looks into files of up to 384 KB. https://docs.github.com/rest/search/search#search-code */
const MAX_SIZE = 384_000;

interface Index {
  search(query: string, limit: number): CodeHit[];
}

function openIndex(repositories: readonly BenchRepository[]): Index {
  const files: File[] = repositories.flatMap(({ name, files: own }) =>
    [...own].filter(([, text]) => text.length <= MAX_SIZE).map(([path, text]) => ({ repo: name, path, text, words: 0 })),
  );
  /** By word: a file's number and how often the word is in it, in turn. */
  const postings = new Map<string, number[]>();
  for (const [at, file] of files.entries()) {
    for (const [word, count] of countTerms(`${file.path}\n${file.text}`)) {
      const known = postings.get(word);
      if (known) known.push(at, count);
      else postings.set(word, [at, count]);
      file.words += count;
    }
  }
  const mean = files.reduce((sum, { words }) => sum + words, 0) / Math.max(1, files.length);
  return {
    search: (query, limit) => {
      const terms = [...countTerms(query).keys()];
      const found = terms.map((term) => scoresOf(postings.get(term) ?? [], files, mean));
      const [first = new Map<number, number>(), ...rest] = found;
      const both = [...first].filter(([at]) => rest.every((scores) => scores.has(at)));
      const ranked = both.map(([at, score]) => [at, rest.reduce((sum, scores) => sum + (scores.get(at) ?? 0), score)] as const);
      return ranked
        .sort((a, b) => b[1] - a[1])
        .slice(0, limit)
        .flatMap(([at]) => toHit(files[at], terms[0] ?? ''));
    },
  };
}

function scoresOf(posting: readonly number[], files: readonly File[], mean: number): Map<number, number> {
  const rarity = Math.log(1 + files.length / (posting.length / 2 + 0.5));
  const scores = new Map<number, number>();
  for (let at = 0; at + 1 < posting.length; at += 2) {
    const file = posting[at] ?? 0;
    const count = posting[at + 1] ?? 0;
    const shorten = 0.25 + (0.75 * (files[file]?.words ?? 0)) / mean;
    scores.set(file, (rarity * count * 2.2) / (count + 1.2 * shorten));
  }
  return scores;
}

function toHit(file: File | undefined, term: string): CodeHit[] {
  if (!file) return [];
  const at = Math.max(0, file.text.toLowerCase().indexOf(term) - 40);
  return [{ repo: file.repo, path: file.path, fragment: file.text.slice(at, at + 120) }];
}

function countTerms(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [term] of text.toLowerCase().matchAll(/[\p{L}\p{N}_$]+/gu)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
