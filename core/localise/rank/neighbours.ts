import { IMPORT_MARK, visitFile } from '../collection.ts';
import type { Library } from './library.ts';
import { matchPath } from './named.ts';
import { addAt, raiseTo, type Scores } from './scores.ts';

/** Which files import which, by number. */
export type ImportGraph = readonly (readonly number[])[];

const MAX_TARGETS = 3;

/** Resolves what the files import, as far as it is in the repository. */
export function openImports(library: Library): ImportGraph {
  const shared = new Map<number, readonly number[]>();
  return library.paths.map((path, file) => {
    const targets = new Set<number>();
    visitFile(library.facts, file, (number) => {
      const word = library.facts.words[number] ?? '';
      if (!word.startsWith(IMPORT_MARK)) return;
      for (const target of resolve(library, path, { number, specifier: word.slice(1) }, shared)) targets.add(target);
    });
    targets.delete(file);
    return [...targets];
  });
}

interface Import {
  readonly number: number;
  readonly specifier: string;
}

/** What is not relative means the same from everywhere, so it is resolved once. */
function resolve(
  library: Library,
  from: string,
  { number, specifier }: Import,
  shared: Map<number, readonly number[]>,
): readonly number[] {
  if (specifier.startsWith('.')) {
    const wanted = join(from, specifier);
    return matchPath(library, wanted).filter((file) => startsAt(library.paths[file] ?? '', wanted));
  }
  const known = shared.get(number);
  if (known) return known;
  const found = specifier.includes('/') ? matchPath(library, specifier).slice(0, MAX_TARGETS) : bareName(library, specifier);
  shared.set(number, found);
  return found;
}

/** A bare `util` is more often somebody else's package than one of many files of that name. */
function bareName(library: Library, specifier: string): readonly number[] {
  const files = library.byName.get(specifier.toLowerCase()) ?? [];
  return files.length === 1 ? files : [];
}

function join(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function startsAt(path: string, wanted: string): boolean {
  return path.toLowerCase().startsWith(wanted.toLowerCase());
}

/** For each file the highest score among the files that it imports or that import it, less where there are many. */
export function scoreNeighbours(graph: ImportGraph, scores: Scores): Scores {
  const near = new Float64Array(scores.length);
  const importers = new Float64Array(scores.length);
  for (const targets of graph) for (const target of targets) addAt(importers, target, 1);
  for (const [file, targets] of graph.entries()) {
    const down = (scores[file] ?? 0) / Math.sqrt(Math.max(1, targets.length));
    for (const target of targets) {
      raiseTo(near, target, down);
      raiseTo(near, file, (scores[target] ?? 0) / Math.sqrt(importers[target] ?? 1));
    }
  }
  return near;
}

/** For each file the highest score of a test that carries its name, or that imports it among few others. */
export function scoreTested(library: Library, graph: ImportGraph, scores: Scores): Scores {
  const tested = new Float64Array(scores.length);
  for (const [file, kind] of library.kinds.entries()) {
    const score = kind === 'test' ? (scores[file] ?? 0) : 0;
    if (score === 0) continue;
    const targets = graph[file] ?? [];
    for (const source of namesakes(library, file)) raiseTo(tested, source, score);
    for (const target of targets) raiseTo(tested, target, score / (1 + targets.length));
  }
  return tested;
}

function namesakes({ paths, byName, kinds }: Library, test: number): number[] {
  const name = (paths[test] ?? '').split('/').at(-1) ?? '';
  const bare = name
    .replace(/\.\w+$/, '')
    .replace(/^tests?[_-]?|[._-]?(?:tests?|spec|it|testcase)$/gi, '')
    .toLowerCase();
  const sources = (byName.get(bare) ?? []).filter((file) => kinds[file] === 'source');
  return bare.length > 2 && sources.length <= MAX_TARGETS ? sources : [];
}
