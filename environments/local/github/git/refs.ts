import { findObject } from './object-reader.ts';
import { runGit, tryGit } from './run-git.ts';

/** Full ref name to the hash it holds. */
export type Refs = Readonly<Record<string, string>>;

/** What git calls a ref that does not exist. */
export const ZERO = '0'.repeat(40);

/** All refs below a prefix, such as `refs/heads/`. */
export async function listRefs(dir: string, ...prefixes: string[]): Promise<Refs> {
  const output = await runGit(dir, ['for-each-ref', '--format=%(objectname) %(refname)', ...prefixes]);
  const lines = output.split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
}

/** The hash of one ref by its exact full name. */
export async function readRef(dir: string, ref: string): Promise<string | undefined> {
  return ref.startsWith('refs/') && !REVISION_SYNTAX.test(ref) ? (await findObject(dir, ref))?.sha : undefined;
}

/** What makes more than a name of a ref's name (gitrevisions); no ref may contain it. */
const REVISION_SYNTAX = /[\s~^:?*[\\]|\.\.|@\{/;

/** Sets a ref if it still holds `old` (ZERO: does not exist yet); false when it does not. */
export async function updateRef(dir: string, ref: string, sha: string, old?: string): Promise<boolean> {
  const result = await tryGit(dir, ['update-ref', ref, sha, ...(old === undefined ? [] : [old])]);
  return result.code === 0;
}

export async function deleteRef(dir: string, ref: string): Promise<boolean> {
  return (await tryGit(dir, ['update-ref', '-d', ref])).code === 0;
}

export async function isRefName(dir: string, ref: string): Promise<boolean> {
  if (ref.startsWith('-')) return false;
  return (await tryGit(dir, ['check-ref-format', ref])).code === 0;
}

export async function isAncestor(dir: string, ancestor: string, descendant: string): Promise<boolean> {
  return (await tryGit(dir, ['merge-base', '--is-ancestor', ancestor, descendant])).code === 0;
}

export async function mergeBase(dir: string, a: string, b: string): Promise<string | undefined> {
  const result = await tryGit(dir, ['merge-base', a, b]);
  return result.code === 0 ? result.stdout.toString('utf8').trim() : undefined;
}

/** How many commits `head` has that `base` lacks, and the other way round. */
export async function countAheadBehind(dir: string, base: string, head: string): Promise<{ ahead: number; behind: number }> {
  const output = await runGit(dir, ['rev-list', '--left-right', '--count', `${base}...${head}`]);
  const [behind = '0', ahead = '0'] = output.trim().split(/\s+/);
  return { ahead: Number(ahead), behind: Number(behind) };
}
