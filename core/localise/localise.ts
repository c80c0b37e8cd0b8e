import { realpath } from 'node:fs/promises';
import { analyseTree } from './checkout/analyse-tree.ts';
import { openAnalysers } from './checkout/analysers.ts';
import type { Cache, Kept } from './checkout/cache.ts';
import { openCommit } from './checkout/open-commit.ts';
import { openDirectory } from './checkout/open-directory.ts';
import { readHistory } from './checkout/read-history.ts';
import { runGit } from './checkout/run-git.ts';
import type { Tree } from './checkout/tree.ts';
import type { Collection } from './collection.ts';
import { openShelves, type RankedFile, rankFiles } from './rank/rank-files.ts';
import type { Snapshot } from './rank/library.ts';
import { readTicket, type TicketText } from './ticket/read-ticket.ts';

export interface LocaliseInput {
  readonly directory: string;
  readonly ticket: TicketText;
  readonly limit: number;
  readonly cache?: Cache;
}

/** The files of a directory that a ticket's work most likely changes, best first; paths are relative to the directory. */
export async function localise({ directory, ticket, limit, cache }: LocaliseInput): Promise<RankedFile[]> {
  return rankFiles(openShelves(await indexDirectory(directory, cache)), readTicket(ticket), limit);
}

/** Indexes a directory as it is on the disk, with the history of its HEAD where it has one. */
export async function indexDirectory(directory: string, cache?: Cache): Promise<Snapshot> {
  const [tree, name] = await Promise.all([openDirectory(directory), nameOf(directory)]);
  return indexTree({ directory, tree, commit: 'HEAD' }, { cache, name });
}

/** Indexes a commit from git's objects, with the history before it. @throws UpstreamError `GIT_FAILED` */
export async function indexCommit(directory: string, commit: string, cache?: Cache): Promise<Snapshot> {
  const [tree, name] = await Promise.all([openCommit(directory, commit), nameOf(directory)]);
  return indexTree({ directory, tree, commit }, { cache, name });
}

interface Indexed {
  readonly directory: string;
  readonly tree: Tree;
  readonly commit: string;
}

async function indexTree(
  { directory, tree, commit }: Indexed,
  { cache, name }: { cache: Cache | undefined; name: string },
): Promise<Snapshot> {
  const known = await cache?.read(name);
  const reading = readHistory(directory, commit, known?.commits);
  const ids = new Set(known?.facts.keys.map((key) => key.split('.', 1)[0]));
  const analysers = openAnalysers(tree.files.filter(({ id }) => id === undefined || !ids.has(id)).length);
  try {
    const { paths, facts } = await analyseTree(tree, analysers, known?.facts);
    const commits = await reading;
    if (!isSame(known, { facts, commits })) await cache?.write(name, { facts, commits });
    return { paths, facts, commits, read: (wanted) => readPaths(tree, wanted) };
  } finally {
    await analysers.close();
  }
}

function readPaths(tree: Tree, paths: readonly string[]): ReturnType<Snapshot['read']> {
  const files = new Map(tree.files.map((file) => [file.path, file]));
  return tree.read(paths.map((path) => files.get(path) ?? { path, id: undefined }));
}

function isSame(known: Kept | undefined, now: Kept): boolean {
  return known !== undefined && sameKeys(known.facts, now.facts) && sameKeys(known.commits, now.commits);
}

function sameKeys({ keys: a }: Collection, { keys: b }: Collection): boolean {
  return a.length === b.length && a.every((key, at) => key === b[at]);
}

/** All checkouts of one repository share an index. */
async function nameOf(directory: string): Promise<string> {
  const args = ['rev-parse', '--path-format=absolute', '--git-common-dir', '--show-prefix'];
  const shared = await runGit(directory, args).catch(() => Buffer.alloc(0));
  return shared.length > 0 ? shared.toString() : realpath(directory);
}
