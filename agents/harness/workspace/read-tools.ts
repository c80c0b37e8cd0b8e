import type { StructuredToolInterface } from '@langchain/core/tools';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import type { Workspace } from '#ports/workspace.ts';
import { shortenMiddle } from './shorten-middle.ts';

const MAX_FILES = 2_000;
const MAX_HITS = 200;
const MAX_TEXT = 40_000;

/** The tools with which an agent looks around in a checkout without changing it. */
export function createReadTools(workspace: Workspace): StructuredToolInterface[] {
  return [listFiles(workspace), search(workspace), readFile(workspace)];
}

function listFiles(workspace: Workspace): StructuredToolInterface {
  return tool(
    async () => {
      const files = await workspace.listFiles();
      const more = files.length > MAX_FILES ? [`… and ${files.length - MAX_FILES} more; use search to find them`] : [];
      return [...files.slice(0, MAX_FILES), ...more].join('\n');
    },
    { name: 'list_files', description: 'Lists the files of the repository.', schema: z.object({}) },
  );
}

function search(workspace: Workspace): StructuredToolInterface {
  return tool(
    async ({ pattern }) => {
      const hits = await workspace.search(pattern, MAX_HITS);
      return hits.length === 0 ? 'No line matches.' : shortenMiddle(hits.join('\n'), MAX_TEXT);
    },
    {
      name: 'search',
      description: 'Finds lines by an extended regular expression (grep -E), as path:line: text.',
      schema: z.object({ pattern: z.string().min(1) }),
    },
  );
}

function readFile(workspace: Workspace): StructuredToolInterface {
  return tool(
    async ({ path, from, to }) => {
      const text = await workspace.readFile(path);
      if (text === undefined) throw new InputError(`There is no file ${path}.`, { code: 'FILE_NOT_FOUND' });
      return shortenMiddle(numbered(text, from ?? 1, to ?? Number.POSITIVE_INFINITY), MAX_TEXT);
    },
    {
      name: 'read_file',
      description: 'Reads a file with line numbers; from and to (1-based, inclusive) read a part of it.',
      schema: z.object({ path: z.string().min(1), from: z.int().min(1).optional(), to: z.int().min(1).optional() }),
    },
  );
}

/** Line numbers and a tab before each line; the last line end starts no line of its own. */
function numbered(text: string, from: number, to: number): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const width = String(lines.length).length;
  return lines
    .map((line, at) => `${String(at + 1).padStart(width)}\t${line}`)
    .slice(from - 1, to)
    .join('\n');
}
