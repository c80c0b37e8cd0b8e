import type { StructuredToolInterface } from '@langchain/core/tools';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import type { Workspace } from '#ports/workspace.ts';
import { showFile, showPaths } from '../show-files.ts';
import { shortenMiddle } from './shorten-middle.ts';

const MAX_HITS = 200;
const MAX_TEXT = 40_000;

/** The tools with which an agent looks around in a checkout without changing it. */
export function createReadTools(workspace: Workspace): StructuredToolInterface[] {
  return [listFiles(workspace), search(workspace), readFile(workspace)];
}

function listFiles(workspace: Workspace): StructuredToolInterface {
  return tool(async ({ under }) => showPaths(await workspace.listFiles(), under), {
    name: 'list_files',
    description: 'Lists the files of the repository, or only those below the folder `under`.',
    schema: z.object({ under: z.string().optional() }),
  });
}

function search(workspace: Workspace): StructuredToolInterface {
  return tool(
    async ({ pattern }) => {
      const hits = await workspace.search(pattern, MAX_HITS);
      if (hits.length === 0) return 'No line matches.';
      const more = hits.length < MAX_HITS ? '' : `\nThese are the first ${MAX_HITS}: make the pattern more exact to see others.`;
      return shortenMiddle(hits.join('\n'), MAX_TEXT) + more;
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
      if (text === undefined) throw refused(`There is no file ${path}. Call list_files to see what there is.`, 'FILE_NOT_FOUND');
      if (text.includes('\0')) throw refused(`${path} is no text. Look into it by a command with run.`, 'FILE_BINARY');
      return showFile(text, from, to);
    },
    {
      name: 'read_file',
      description: 'Reads a file with line numbers; from and to (1-based, inclusive) read a part of it.',
      schema: z.object({ path: z.string().min(1), from: z.int().min(1).optional(), to: z.int().min(1).optional() }),
    },
  );
}

function refused(message: string, code: string): InputError {
  return new InputError(message, { code });
}
