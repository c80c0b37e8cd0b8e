import { IMPORT_MARK, visitFile } from '../collection.ts';
import type { Library } from './library.ts';
import { folderMeant, matchPath } from './named.ts';
import { seeThrough } from './passed-on.ts';
import { addAt } from './scores.ts';

/** Which files import which, by number, and by how many each is imported. */
export interface ImportGraph {
  readonly targets: readonly (readonly number[])[];
  readonly importers: Float64Array;
}

const MAX_TARGETS = 3;

/** Resolves what the files import, as far as it is in the repository. */
export function openImports(library: Library): ImportGraph {
  const resolve = openResolver(library);
  const direct = library.paths.map((path, file) => {
    const found = new Set<number>();
    visitFile(library.facts, file, (number) => {
      const word = library.facts.words[number] ?? '';
      if (!word.startsWith(IMPORT_MARK)) return;
      for (const target of resolve(path, { number, specifier: word.slice(1) })) found.add(target);
    });
    found.delete(file);
    return [...found];
  });
  const targets = seeThrough(library, direct);
  const importers = new Float64Array(library.paths.length);
  for (const target of targets.flat()) addAt(importers, target, 1);
  return { targets, importers };
}

interface Import {
  readonly number: number;
  readonly specifier: string;
}

type Resolve = (from: string, wanted: Import) => readonly number[];

/** What is not relative means the same from everywhere, so it is resolved once. */
function openResolver(library: Library): Resolve {
  const places = placeFiles(library.paths);
  const shared = new Map<number, readonly number[]>();
  return (from, { number, specifier }) => {
    if (specifier.startsWith('.')) return places.get(join(from, specifier).toLowerCase()) ?? [];
    const known = shared.get(number);
    if (known) return known;
    const found = specifier.includes('/') ? matchPath(library, specifier).slice(0, MAX_TARGETS) : bareName(library, specifier);
    shared.set(number, found);
    return found;
  };
}

/** Files by their path in small letters, with and without extension, and by the folder whose index they are. */
function placeFiles(paths: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [file, path] of paths.entries()) {
    const whole = path.toLowerCase();
    for (const name of new Set([whole, whole.replace(/(?!^)\.\w+$/, ''), folderMeant(whole)])) {
      const found = places.get(name);
      if (found) found.push(file);
      else places.set(name, [file]);
    }
  }
  return places;
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
