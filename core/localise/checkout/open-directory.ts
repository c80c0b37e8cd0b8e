import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit, splitZero } from './run-git.ts';
import { byPath, isReadable, MAX_FILE_BYTES, type Tree, type TreeFile } from './tree.ts';

/** Opens a directory as it is on the disk: what git tracks and does not ignore, or everything where there is no git. */
export async function openDirectory(directory: string): Promise<Tree> {
  const tracked = await listTracked(directory).catch(() => []);
  const files = tracked.length > 0 ? tracked : await walk(directory);
  return {
    files: files.sort(byPath),
    read: (wanted) => Promise.all(wanted.map(({ path }) => readContent(directory, path))),
  };
}

async function listTracked(directory: string): Promise<TreeFile[]> {
  const [index, changed, untracked] = await Promise.all([
    runGit(directory, ['ls-files', '-z', '--stage']),
    runGit(directory, ['diff-files', '-z', '--name-only', '--relative', '--ignore-submodules=all']),
    runGit(directory, ['ls-files', '-z', '--others', '--exclude-standard']),
  ]);
  const dirty = new Set(splitZero(changed));
  const files = new Map<string, TreeFile>();
  for (const entry of splitZero(index)) {
    const [, mode = '', id = '', path = ''] = /^(\d+) ([0-9a-f]+) \d\t([\s\S]+)$/.exec(entry) ?? [];
    if (mode.startsWith('100')) files.set(path, { path, id: dirty.has(path) ? undefined : id });
  }
  for (const path of splitZero(untracked)) files.set(path, { path, id: undefined });
  return [...files.values()];
}

const NOT_OURS = new Set(
  '.git .hg .svn node_modules bower_components __pycache__ .venv venv .tox .mypy_cache .pytest_cache .gradle .idea target'.split(
    ' ',
  ),
);
const MAX_FILES = 200_000;

async function walk(directory: string): Promise<TreeFile[]> {
  const files: TreeFile[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined && files.length < MAX_FILES; folder = folders.pop()) {
    const entries = await readdir(join(directory, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      // A symbolic link is neither, so that no loop is followed.
      if (entry.isDirectory() && !NOT_OURS.has(entry.name)) folders.push(path);
      else if (entry.isFile()) files.push({ path, id: undefined });
    }
  }
  return files;
}

/** Undefined for what is gone, too large, no regular file, or not ours to read. */
async function readContent(directory: string, path: string): Promise<Buffer | undefined> {
  if (!isReadable(path)) return undefined;
  const file = join(directory, path);
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const stat = await handle.stat();
    return stat.isFile() && stat.size <= MAX_FILE_BYTES ? await handle.readFile() : undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
