import type { Workspace } from '#ports/workspace.ts';
import { addAll } from './add-all.ts';
import type { Git, GitOptions } from './git.ts';

/** What of a checkout differs from a commit, file by file, and how to put it back; `resolve` finds the commit of a base. */
export function changedFiles(
  { git, here }: { readonly git: Git; readonly here: GitOptions },
  resolve: (base: string) => Promise<string>,
): Pick<Workspace, 'changedFiles' | 'undo'> {
  const commitOf = async (base?: string): Promise<string> => (base === undefined ? 'HEAD' : resolve(base));
  return {
    changedFiles: async (base) => {
      await addAll(git, here, '--intent-to-add');
      const options = ['--name-only', '-z', '--no-renames', '--ignore-submodules=all'];
      const names = await git(['diff', ...options, await commitOf(base)], here);
      return names.split('\0').filter((path) => path !== '');
    },
    undo: async (paths, base) => {
      const commit = await commitOf(base);
      const there = (await git(['ls-tree', '-r', '-z', '--name-only', commit], here)).split('\0');
      for (const path of paths) {
        const only = toPathspec(path);
        if (there.includes(path)) await git(['checkout', '--quiet', commit, '--', only], here);
        else await git(['rm', '--quiet', '--force', '--ignore-unmatch', '--', only], here);
      }
    },
  };
}

/**
 * A name whose bytes are not all UTF-8 was lost when it was read. It is found by what of it was not lost, with others that differ
 * only there: better too much is put back than a definition of CI stays.
 */
function toPathspec(path: string): string {
  if (!path.includes('\ufffd')) return `:(literal,top)${path}`;
  return `:(glob,top)${path.replace(/[\\*?[\]]/g, '\\$&').replace(/\ufffd+/g, '[^ -~]*')}`;
}
