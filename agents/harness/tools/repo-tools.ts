import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import type { Catalogue } from '../catalogue.ts';
import { showFile, showPaths } from '../show-files.ts';

const MAX_HITS = 10;
const MAX_FRAGMENT = 2_000;

const repo = z.string().describe('owner/name');
const line = z.int().min(1).optional();

/** The reading tools of agents that work without a checkout: `search_code`, `list_files`, `read_file`. */
export function createRepoTools(catalogue: Catalogue): StructuredToolInterface[] {
  return [
    tool(async ({ query }) => searchCode(catalogue, query), {
      name: 'search_code',
      description:
        `Finds code in all repositories: at most ${MAX_HITS} files with the matching lines. ` +
        'Use one word or identifier; no regular expressions.',
      schema: z.object({ query: z.string().min(1) }),
    }),
    tool(async (input) => showPaths(await catalogue.files(input.repo), input.under), {
      name: 'list_files',
      description: 'Lists the paths of a repository at its default branch, or only those below the folder `under`.',
      schema: z.object({ repo, under: z.string().optional() }),
    }),
    tool(async (input) => showFile(await readText(catalogue, input.repo, input.path), input.from, input.to), {
      name: 'read_file',
      description:
        'Reads a file of a repository at its default branch, with line numbers; from and to (1-based, inclusive) read a part of it.',
      schema: z.object({ repo, path: z.string().min(1), from: line, to: line }),
    }),
  ];
}

async function searchCode(catalogue: Catalogue, query: string): Promise<string> {
  const hits = await catalogue.search(query, MAX_HITS);
  if (hits.length === 0) return `Nothing matches ${query}. Try another word for it, or look with list_files.`;
  return hits.map(({ repo, path, fragment }) => `${repo} ${path}\n${fragment.slice(0, MAX_FRAGMENT)}`).join('\n\n');
}

async function readText(catalogue: Catalogue, repo: string, path: string): Promise<string> {
  const text = await catalogue.read(repo, path);
  if (text !== undefined) return text;
  throw new InputError(`${repo} has no file ${path}. Call list_files to see what it has.`, { code: 'FILE_NOT_FOUND' });
}
