import { createHash } from 'node:crypto';
import { type Collection, openCollector } from '../collection.ts';
import { extensionOf } from '../source/language.ts';
import type { Analysers } from './analysers.ts';
import type { Tree, TreeFile } from './tree.ts';

interface Place {
  readonly facts: Collection;
  readonly at: number;
}

/** The facts of a tree, with the paths they belong to. */
export interface AnalysedTree {
  readonly paths: readonly string[];
  readonly facts: Collection;
}

const BATCH = 250;

/**
 * Reads and analyses a tree's files. What `known` has under the same content and extension is not analysed again, so that
 * an index is brought up to date by what changed; the result is the same as without it.
 */
export async function analyseTree(tree: Tree, analysers: Analysers, known?: Collection): Promise<AnalysedTree> {
  const places = new Map<string, Place>(known?.keys.map((key, at) => [key, { facts: known, at }]));
  const keys = new Map<string, string>();
  const fresh: TreeFile[] = [];
  for (const file of tree.files) {
    const key = file.id === undefined ? undefined : keyOf(file.path, file.id);
    if (key !== undefined) keys.set(file.path, key);
    if (key === undefined || !places.has(key)) fresh.push(file);
  }
  await readAll(tree, fresh, { places, keys, analysers });
  if (known && isSame(tree, keys, known)) return { paths: tree.files.map(({ path }) => path), facts: known };
  return collect(tree, keys, places);
}

/** Reads on while earlier batches are analysed, but not so far ahead that the contents fill the memory. */
async function readAll(tree: Tree, files: readonly TreeFile[], progress: Progress): Promise<void> {
  const pending = new Set<Promise<void>>();
  for (let at = 0; at < files.length; at += BATCH) {
    const work = readBatch(tree, files.slice(at, at + BATCH), progress).finally(() => pending.delete(work));
    pending.add(work);
    if (pending.size > progress.analysers.width) await Promise.race(pending);
  }
  await Promise.all(pending);
}

function isSame({ files }: Tree, keys: ReadonlyMap<string, string>, known: Collection): boolean {
  return files.length === known.keys.length && files.every(({ path }, at) => keys.get(path) === known.keys[at]);
}

interface Progress {
  readonly places: Map<string, Place>;
  readonly keys: Map<string, string>;
  readonly analysers: Analysers;
}

async function readBatch(tree: Tree, batch: readonly TreeFile[], { places, keys, analysers }: Progress): Promise<void> {
  const contents = await tree.read(batch);
  const todo = new Map<string, { path: string; content: Buffer }>();
  for (const [index, { path, id }] of batch.entries()) {
    const content = contents[index];
    const key = keyOf(path, id ?? hash(content ?? Buffer.alloc(0)));
    keys.set(path, key);
    if (!places.has(key)) todo.set(key, { path, content: content ?? Buffer.alloc(0) });
  }
  if (todo.size === 0) return;
  const facts = await analysers.analyse([...todo].map(([key, file]) => ({ key, ...file })));
  for (const [at, key] of facts.keys.entries()) places.set(key, { facts, at });
}

function collect(tree: Tree, keys: ReadonlyMap<string, string>, places: ReadonlyMap<string, Place>): AnalysedTree {
  const collector = openCollector();
  const paths = tree.files.flatMap(({ path }) => {
    const place = places.get(keys.get(path) ?? '');
    if (!place) return [];
    collector.copy(place.facts, place.at);
    return [path];
  });
  return { paths, facts: collector.finish() };
}

function keyOf(path: string, id: string): string {
  return `${id}.${extensionOf(path).replaceAll('\n', '')}`;
}

/** The id that git would give the content. */
function hash(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}
