import { runGit, splitZero } from './run-git.ts';
import { byPath, isReadable, MAX_FILE_BYTES, type Tree, type TreeFile } from './tree.ts';

/** Opens the files of a commit from git's objects; the checkout, if there is one, plays no part. @throws UpstreamError `GIT_FAILED` */
export async function openCommit(directory: string, commit: string): Promise<Tree> {
  const entries = splitZero(await runGit(directory, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit]));
  const readable = new Set<string>();
  const files = entries.flatMap((entry) => {
    const [, mode = '', id = '', size = '', path = ''] = /^(\d+) blob ([0-9a-f]+) +(\S+)\t([\s\S]+)$/.exec(entry) ?? [];
    if (!mode.startsWith('100')) return [];
    if (Number(size) <= MAX_FILE_BYTES && isReadable(path)) readable.add(path);
    return [{ path, id }];
  });
  return {
    files: files.sort(byPath),
    read: async (wanted) => {
      const contents = await readObjects(
        directory,
        wanted.filter(({ path }) => readable.has(path)),
      );
      return wanted.map(({ id }) => contents.get(id ?? ''));
    },
  };
}

/** Contents by object id. */
async function readObjects(directory: string, files: readonly TreeFile[]): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  if (files.length === 0) return contents;
  const answer = await runGit(directory, ['cat-file', '--batch'], files.map(({ id }) => `${id}\n`).join(''));
  for (let at = 0; at < answer.length; ) {
    const end = answer.indexOf(0x0a, at);
    if (end < 0) break;
    const [id = '', type = '', size = '0'] = answer.toString('utf8', at, end).split(' ');
    const length = type === 'blob' ? Number(size) : -1;
    if (length >= 0) contents.set(id, answer.subarray(end + 1, end + 1 + length));
    at = end + 1 + length + 1;
  }
  return contents;
}
