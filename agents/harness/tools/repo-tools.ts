import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import type { Catalogue } from '../catalogue.ts';

const MAX_HITS = 10;

/** The reading tools of agents that work without a checkout: `search_code`, `list_files`, `read_file`. */
export function createRepoTools(catalogue: Catalogue): StructuredToolInterface[] {
  return [
    tool(async ({ query }) => searchCode(catalogue, query), {
      name: 'search_code',
      description: `Finds code in all repositories: at most ${MAX_HITS} files with the matching lines. Use one word or identifier.`,
      schema: z.object({ query: z.string().min(1) }),
    }),
    tool(async ({ repo, under }) => listFiles(catalogue, repo, under), {
      name: 'list_files',
      description: 'Lists the paths of a repository at its default branch, or only those below the folder `under`.',
      schema: z.object({ repo: z.string().describe('owner/name'), under: z.string().optional() }),
    }),
    tool(async ({ repo, path }) => readFile(catalogue, repo, path), {
      name: 'read_file',
      description: 'Reads one file of a repository at its default branch.',
      schema: z.object({ repo: z.string().describe('owner/name'), path: z.string() }),
    }),
  ];
}

async function searchCode(catalogue: Catalogue, query: string): Promise<string> {
  const hits = await catalogue.search(query, MAX_HITS);
  if (hits.length === 0) return `Nothing matches ${query}.`;
  return hits.map(({ repo, path, fragment }) => `${repo} ${path}\n${fragment}`).join('\n\n');
}

async function listFiles(catalogue: Catalogue, repo: string, under = ''): Promise<string> {
  const folder = under.replace(/^\.?\/+|\/+$/g, '');
  const paths = await catalogue.files(repo);
  const chosen = folder === '' || folder === '.' ? paths : paths.filter((path) => path.startsWith(`${folder}/`));
  return chosen.length > 0 ? chosen.join('\n') : `${repo} has no files${folder ? ` below ${folder}` : ''}.`;
}

async function readFile(catalogue: Catalogue, repo: string, path: string): Promise<string> {
  const text = await catalogue.read(repo, path);
  if (text !== undefined) return text;
  throw new InputError(`${repo} has no file ${path}. Call list_files to see what it has.`, { code: 'FILE_NOT_FOUND' });
}
