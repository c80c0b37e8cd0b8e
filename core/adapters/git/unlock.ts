import { execFile } from 'node:child_process';

const PATH = '/usr/local/bin:/usr/bin:/bin';

/** Nothing in them is committed, and they may be large. */
const LEFT_OUT = ['.git', 'node_modules'].flatMap((name) => ['-name', name, '-prune', '-o']);

const LOCKED_DIRECTORY = ['-type', 'd', '!', '-perm', '-700', '-exec', 'chmod', 'u+rwx', '{}', ';'];
const LOCKED_FILE = ['-type', 'f', '!', '-perm', '-400', '-exec', 'chmod', 'u+r', '{}', '+'];

/**
 * Opens to us what code of the repository closed in a directory: git passes over what it may not read without an error,
 * and what it may not enter cannot be deleted. Root needs none of it. Never fails: what stays closed is told by whoever meets it.
 */
export function unlock(directory: string, what: 'work' | 'all'): Promise<void> {
  if (process.getuid?.() === 0) return Promise.resolve();
  const closed = what === 'all' ? LOCKED_DIRECTORY : [...LEFT_OUT, ...LOCKED_DIRECTORY, '-o', ...LOCKED_FILE];
  return new Promise((resolve) => {
    execFile('find', [directory, ...closed], { env: { PATH } }, () => resolve());
  });
}
