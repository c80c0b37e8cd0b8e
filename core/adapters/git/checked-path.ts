import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { InputError } from '#domain/errors.ts';

/**
 * The absolute place of a path in the checkout, with symbolic links followed. Assumes nothing of the path.
 * @throws InputError `PATH_OUTSIDE_WORKSPACE` when it leaves the checkout, also by a link, or enters `.git`
 */
export async function checkedPath(root: string, path: string): Promise<string> {
  if (path === '' || path.includes('\0')) throw outside(path);
  const top = await realpath(root);
  const wanted = resolve(top, path);
  if (!isInside(top, wanted)) throw outside(path);
  const real = await realPathOf(wanted, path);
  if (!isInside(top, real)) throw outside(path);
  return real;
}

/** Follows links as far as the path exists; what does not exist yet is taken literally. */
async function realPathOf(wanted: string, path: string): Promise<string> {
  const stat = await lstat(wanted).catch(() => undefined);
  if (!stat) {
    const parent = dirname(wanted);
    return join(await realPathOf(parent, path), relative(parent, wanted));
  }
  return await realpath(wanted).catch(() => {
    // A link that leads nowhere could be made to lead anywhere by whatever creates its target.
    throw outside(path);
  });
}

function isInside(top: string, place: string): boolean {
  const inner = relative(top, place);
  if (inner === '' || inner === '..' || inner.startsWith(`..${sep}`) || isAbsolute(inner)) return false;
  return !inner.split(sep).some((part) => part.toLowerCase() === '.git');
}

function outside(path: string): InputError {
  return new InputError(`${JSON.stringify(path)} is not a file of this checkout.`, {
    code: 'PATH_OUTSIDE_WORKSPACE',
    remedy: 'Use a path relative to the top of the repository.',
  });
}
