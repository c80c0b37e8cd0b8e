import { findObject, readObject } from './object-reader.ts';
import { runGit } from './run-git.ts';

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601. */
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface TreeEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; undefined for trees. */
  readonly size: number | undefined;
  readonly path: string;
}

const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');
const FIELDS = 10;

/** The commit that a branch, tag or (shortened) hash names, or undefined. */
export async function resolveCommit(dir: string, ref: string): Promise<string | undefined> {
  return resolveObject(dir, `${ref}^{commit}`);
}

/** The object that a revision names, or undefined. */
export async function resolveObject(dir: string, revision: string): Promise<string | undefined> {
  return (await findObject(dir, revision))?.sha;
}

/** `commit`, `tree`, `blob`, `tag`, or undefined when there is no such object. */
export async function readType(dir: string, sha: string): Promise<string | undefined> {
  return /^[0-9a-f]{40}$/.test(sha) ? (await findObject(dir, sha))?.type : undefined;
}

export interface LogOptions {
  readonly limit?: number;
  readonly skip?: number;
  readonly path?: string;
  readonly reverse?: boolean;
}

/** Commits of a revision or range (`base..head`), newest first unless reversed. */
export async function listCommits(dir: string, range: string, options: LogOptions = {}): Promise<Commit[]> {
  const args = ['log', '-z', `--format=format:${FORMAT}`, '--topo-order'];
  if (options.limit !== undefined) args.push(`--max-count=${options.limit}`);
  if (options.skip !== undefined) args.push(`--skip=${options.skip}`);
  if (options.reverse === true) args.push('--reverse');
  args.push('--end-of-options', range, '--');
  if (options.path !== undefined) args.push(options.path);
  const fields = (await runGit(dir, args)).split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + FIELDS <= fields.length; at += FIELDS) commits.push(toCommit(fields.slice(at, at + FIELDS)));
  return commits;
}

/** One commit by its full hash; throws when there is none. */
export async function readCommit(dir: string, sha: string): Promise<Commit> {
  const [commit] = await listCommits(dir, sha, { limit: 1 });
  if (commit === undefined) throw new Error(`no commit ${sha}`);
  return commit;
}

function toCommit(fields: readonly string[]): Commit {
  const [sha = '', tree = '', parents = ''] = fields;
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: toSigned(fields.slice(3, 6)),
    committer: toSigned(fields.slice(6, 9)),
    message: (fields[9] ?? '').replace(/\n$/, ''),
  };
}

function toSigned([name = '', email = '', date = '']: readonly string[]): Signature {
  return { name, email, date: toUtc(date) };
}

/** GitHub shows every time in UTC with seconds. */
export function toUtc(date: string | Date): string {
  return new Date(date).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Entries of a tree; with `recursive` all below it, trees included. */
export async function listTree(dir: string, tree: string, recursive = false): Promise<TreeEntry[]> {
  const output = await runGit(dir, ['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), '--end-of-options', tree]);
  return output.split('\0').filter(Boolean).map(toTreeEntry);
}

function toTreeEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, tab).split(/ +/);
  return {
    mode,
    type: type === 'tree' || type === 'commit' ? type : 'blob',
    sha,
    size: size === '-' ? undefined : Number(size),
    path: line.slice(tab + 1),
  };
}

export async function readBlob(dir: string, sha: string): Promise<Buffer> {
  const blob = await readFileOf(dir, sha);
  if (blob === undefined) throw new Error(`no blob ${sha}`);
  return blob;
}

/** A file's bytes at a commit, or undefined. */
export async function readFileAt(dir: string, commit: string, path: string): Promise<Buffer | undefined> {
  return readFileOf(dir, `${commit}:${path}`);
}

async function readFileOf(dir: string, revision: string): Promise<Buffer | undefined> {
  const object = await readObject(dir, revision);
  return object?.type === 'blob' ? object.content : undefined;
}
