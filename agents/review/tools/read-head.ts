import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';
import { showFile, showPaths } from '#agents/harness/show-files.ts';
import { InputError } from '#domain/errors.ts';
import type { RepoHost } from '#ports/repo-host.ts';

const line = z.int().min(1).optional();

/** The commit under review, and what may be asked of its host. Nothing here, nor in this agent's tools, writes anything. */
export interface Head {
  readonly host: Pick<RepoHost, 'listFiles' | 'readFile' | 'searchCode'>;
  /** `owner/name`. */
  readonly repo: string;
  readonly sha: string;
}

/** All tools of the reviewer: `list_files`, `read_file`, `search_code`. */
export function createHeadTools({ host, repo, sha }: Head): StructuredToolInterface[] {
  return [
    tool(async ({ under }) => showPaths(await host.listFiles(repo, sha), under), {
      name: 'list_files',
      description: 'Lists the paths of the repository as the pull request leaves it, or only those below the folder `under`.',
      schema: z.object({ under: z.string().optional() }),
    }),
    tool(
      async ({ path, from, to }) => {
        const text = await host.readFile(repo, sha, path);
        if (text !== undefined) return showFile(text, from, to);
        throw new InputError(`There is no file ${path}. Call list_files to see what there is.`, { code: 'FILE_NOT_FOUND' });
      },
      {
        name: 'read_file',
        description:
          'Reads a file as the pull request leaves it, with line numbers; from and to (1-based, inclusive) read a part of it.',
        schema: z.object({ path: z.string().min(1), from: line, to: line }),
      },
    ),
    tool(async ({ query }) => searchCode({ host, repo, sha }, query), {
      name: 'search_code',
      description: 'Finds a word or identifier in the default branch of the repository, for example who calls a function.',
      schema: z.object({ query: z.string().min(1) }),
    }),
  ];
}

const MAX_HITS = 20;
const MAX_FRAGMENT = 1_000;

async function searchCode({ host, repo }: Head, query: string): Promise<string> {
  const hits = await host.searchCode(`${query} repo:${repo}`, MAX_HITS);
  if (hits.length === 0) return `Nothing matches ${query}.`;
  return hits.map(({ path, fragment }) => `${path}\n${fragment.slice(0, MAX_FRAGMENT)}`).join('\n\n');
}
