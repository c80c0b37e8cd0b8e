import { InputError } from '#domain/errors.ts';
import type { Workspace } from '#ports/workspace.ts';

/** The text at a path, or undefined also when what is there is none that we read: a link out of the tree, a directory, a huge file. */
export async function readIfFile(workspace: Pick<Workspace, 'readFile'>, path: string): Promise<string | undefined> {
  try {
    return await workspace.readFile(path);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
