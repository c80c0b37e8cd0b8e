import { DEFINITION_MARK } from '../collection.ts';
import type { Frame } from '../ticket/frames.ts';
import type { Clues } from '../ticket/read-ticket.ts';
import type { Library } from './library.ts';
import { addAt, raiseTo, type Scores } from './scores.ts';

/** Files whose path ends like a path that the ticket names; 1 for the only such file. */
export function scorePaths(library: Library, { paths, dotted }: Pick<Clues, 'paths' | 'dotted'>): Scores {
  const scores = new Float64Array(library.paths.length);
  for (const path of paths) raise(scores, matchPath(library, path), 1);
  for (const parts of dotted) raise(scores, matchDotted(library, parts), 0.8);
  return scores;
}

/** Files in which frames of the ticket's stack traces lie; the innermost counts most. */
export function scoreFrames(library: Library, frames: readonly Frame[]): Scores {
  const scores = new Float64Array(library.paths.length);
  const hits = frames.map(({ path }) => matchPath(library, path)).filter((files) => files.length > 0);
  for (const [depth, files] of hits.entries()) raise(scores, files, 1 / (1 + 0.25 * depth));
  return scores;
}

/** Files that define what the ticket names as code; a name that many files define tells little. */
export function scoreDefinitions({ postings, kinds, paths }: Library, names: Clues['names']): Scores {
  const scores = new Float64Array(paths.length);
  for (const [name, weight] of names) {
    const files: number[] = [];
    postings.visit(DEFINITION_MARK + name, (file) => files.push(file));
    const sources = files.filter((file) => kinds[file] === 'source').length;
    for (const file of files) addAt(scores, file, weight / Math.max(1, sources));
  }
  return scores;
}

function raise(scores: Scores, files: readonly number[], score: number): void {
  for (const file of files) raiseTo(scores, file, score / Math.sqrt(files.length));
}

/** More files than this under one name say nothing about which of them is meant. */
const MAX_AMBIGUOUS = 12;

/** The files that share the longest ending with a path; none when it is a bare name that many files have. */
export function matchPath(library: Pick<Library, 'paths' | 'byName'>, path: string): number[] {
  const parts = toParts(path);
  const files = library.byName.get(parts.at(-1) ?? '') ?? [];
  return longest(library, files, (file) => sharedEnding(toParts(file), parts) || sharedEnding(toParts(folderMeant(file)), parts));
}

/** An index stands for its folder: `a/b` may mean a/b/index.ts. */
export function folderMeant(file: string): string {
  return file.replace(/\/index\.\w+$/i, '');
}

function toParts(path: string): string[] {
  return path
    .toLowerCase()
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
}

/** `django.db.models.QuerySet` means django/db/models.py, or a file QuerySet.java below that folder. */
function matchDotted(library: Library, name: readonly string[]): number[] {
  const parts = name.map((part) => part.toLowerCase());
  for (let end = parts.length; end >= 1; end -= 1) {
    const files = library.byName.get(parts[end - 1] ?? '') ?? [];
    const shared = (file: string): number => {
      const stems = toParts(file.replace(/(?:\/(?:__init__|index|mod))?\.\w+$/, ''));
      const depth = sharedEnding(stems, parts.slice(0, end));
      return depth >= 2 || (depth === 1 && isTypeName(name[end - 1] ?? '')) ? depth : 0;
    };
    const found = longest(library, files, shared);
    if (found.length > 0) return found;
  }
  return [];
}

function isTypeName(part: string): boolean {
  return /^[A-Z]\w*[a-z]/.test(part);
}

function longest({ paths }: Pick<Library, 'paths'>, files: readonly number[], depthOf: (path: string) => number): number[] {
  let best = 1;
  let found: number[] = [];
  for (const file of files) {
    const depth = depthOf(paths[file] ?? '');
    if (depth < best) continue;
    if (depth > best) found = [];
    best = depth;
    found.push(file);
  }
  return found.length <= MAX_AMBIGUOUS ? found : [];
}

function sharedEnding(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  while (shared < Math.min(a.length, b.length) && sameName(a.at(-1 - shared), b.at(-1 - shared), shared)) shared += 1;
  return shared;
}

/** The last part may come without its extension. */
function sameName(a: string | undefined, b: string | undefined, depth: number): boolean {
  return a === b || (depth === 0 && a?.replace(/\.\w+$/, '') === b);
}
