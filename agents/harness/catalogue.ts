import { InputError } from '#domain/errors.ts';
import type { Repository, RepoHost } from '#ports/repo-host.ts';

type ReadingHost = Pick<RepoHost, 'listRepositories' | 'listFiles' | 'readFile' | 'searchCode'>;

/** The repositories we can see and their default branches' files, each read once per step. */
export interface Catalogue {
  repositories(): Promise<readonly Repository[]>;
  /** By name, in any case. @throws InputError `REPO_NOT_FOUND_OR_NO_ACCESS` */
  find(name: string): Promise<Repository>;
  has(name: string): Promise<boolean>;
  files(name: string): Promise<readonly string[]>;
  /** The file's text at the default branch, or undefined when there is none. */
  read(name: string, path: string): Promise<string | undefined>;
  search: RepoHost['searchCode'];
}

/** Opens a reading view of a repository host. */
export function openCatalogue(host: ReadingHost): Catalogue {
  const trees = new Map<string, Promise<readonly string[]>>();
  let listed: Promise<readonly Repository[]> | undefined;
  const repositories = (): Promise<readonly Repository[]> => (listed ??= host.listRepositories());
  const look = async (name: string): Promise<Repository | undefined> => {
    const wanted = name.trim().toLowerCase();
    return (await repositories()).find((repository) => repository.name.toLowerCase() === wanted);
  };
  const find = async (name: string): Promise<Repository> => {
    const found = await look(name);
    if (found) return found;
    const known = (await repositories()).map((repository) => repository.name).join(', ');
    throw new InputError(`There is no repository ${name}, or we may not see it. These we see: ${known}`, {
      code: 'REPO_NOT_FOUND_OR_NO_ACCESS',
    });
  };
  return {
    repositories,
    find,
    has: async (name) => (await look(name)) !== undefined,
    files: async (name) => {
      const repository = await find(name);
      const tree = trees.get(repository.name) ?? host.listFiles(repository.name, repository.defaultBranch);
      trees.set(repository.name, tree);
      return tree;
    },
    read: async (name, path) => {
      const repository = await find(name);
      return host.readFile(repository.name, repository.defaultBranch, path);
    },
    search: (query, limit) => host.searchCode(query, limit),
  };
}
