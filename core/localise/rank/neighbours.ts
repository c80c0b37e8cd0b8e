import { IMPORT_MARK, visitFile } from '../collection.ts';
import type { Library } from './library.ts';
import { matchPath } from './named.ts';
import { addAt } from './scores.ts';

/** Which files import which, by number, and by how many each is imported. */
export interface ImportGraph {
  readonly targets: readonly (readonly number[])[];
  readonly importers: Float64Array;
}

const MAX_TARGETS = 3;

/** Resolves what the files import, as far as it is in the repository. */
export function openImports(library: Library): ImportGraph {
  const shared = new Map<number, readonly number[]>();
  const targets = library.paths.map((path, file) => {
    const found = new Set<number>();
    visitFile(library.facts, file, (number) => {
      const word = library.facts.words[number] ?? '';
      if (!word.startsWith(IMPORT_MARK)) return;
      for (const target of resolve(library, path, { number, specifier: word.slice(1) }, shared)) found.add(target);
    });
    found.delete(file);
    return [...found];
  });
  const importers = new Float64Array(library.paths.length);
  for (const target of targets.flat()) addAt(importers, target, 1);
  return { targets, importers };
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
