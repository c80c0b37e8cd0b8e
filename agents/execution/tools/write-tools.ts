import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import type { Workspace } from '#ports/workspace.ts';
import { keepForm, replaceOnce } from './replace-once.ts';

type Files = Pick<Workspace, 'readFile' | 'writeFile'>;

/** The tools with which execution changes files. */
export function createWriteTools(workspace: Files): StructuredToolInterface[] {
  return [editFile(workspace), writeFile(workspace)];
}

function editFile(workspace: Files): StructuredToolInterface {
  return tool(
    async ({ path, find, replace }) => {
      const text = await workspace.readFile(path);
      if (text === undefined) throw refused(`There is no file ${path}; use write_file to create it.`);
      requireUtf8(path, text);
      const replaced = replaceOnce(text, find, replace);
      if ('problem' in replaced) throw refused(`${path}: ${replaced.problem}`);
      await workspace.writeFile(path, replaced.text);
      return `Changed ${path}.`;
    },
    {
      name: 'edit_file',
      description: 'Replaces text in a file. The text to find must occur exactly once, character for character.',
      schema: z.object({ path: z.string().min(1), find: z.string().min(1), replace: z.string() }),
    },
  );
}

function writeFile(workspace: Files): StructuredToolInterface {
  return tool(
    async ({ path, content }) => {
      const before = await workspace.readFile(path);
      requireUtf8(path, before);
      await workspace.writeFile(path, keepForm(before, content));
      return `Wrote ${path}.`;
    },
    {
      name: 'write_file',
      description: 'Creates a file or replaces all of it.',
      schema: z.object({ path: z.string().min(1), content: z.string() }),
    },
  );
}

/** Read as UTF-8 it lost what is none, and written back it would be another file. */
function requireUtf8(path: string, text = ''): void {
  if (text.includes('\ufffd')) throw refused(`${path} has bytes that are not UTF-8. Change it by a command with run.`);
}

function refused(message: string): InputError {
  return new InputError(message, { code: 'EDIT_REFUSED' });
}
