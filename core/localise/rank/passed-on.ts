import { stem } from '../text/words.ts';
import type { Library } from './library.ts';

/** Languages in which a file may give on what it imports: `export * from`. */
const PASSING = /\.[mc]?[jt]sx?$/;
/** A chain of such files is followed so far. */
const MAX_DEPTH = 4;

/**
 * Who imports a file that defines nothing and only passes on what others define means those of the others whose names it
 * says.
 */
export function seeThrough(library: Library, direct: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const { paths, lengths, kinds } = library;
  const passes = direct.map(
    (targets, file) =>
      targets.length > 0 && lengths.symbols[file] === 0 && kinds[file] === 'source' && PASSING.test(paths[file] ?? ''),
  );
  if (!passes.includes(true)) return direct;
  const isSaid = openSaid(library);
  const reached = new Map<number, readonly number[]>();
  const behind = (file: number, depth: number): readonly number[] => {
    const known = reached.get(file);
    if (known) return known;
    const targets = depth === 0 ? [] : (direct[file] ?? []);
    const found = [...new Set(targets.flatMap((target) => (passes[target] ? behind(target, depth - 1) : [target])))];
    if (depth === MAX_DEPTH) reached.set(file, found);
    return found;
  };
  const meant = (file: number, target: number): readonly number[] => {
    if (!passes[target]) return [target];
    const named = behind(target, MAX_DEPTH).filter((other) => other !== file && isSaid(file, other));
    return named.length > 0 ? named : [target];
  };
  return direct.map((targets, file) => [...new Set(targets.flatMap((target) => meant(file, target)))]);
}

/** Whether a file says another's name: `useQuery` or `use-query` for useQuery.ts, use-query.js, UseQuery.base.tsx. */
function openSaid({ paths, postings }: Pick<Library, 'paths' | 'postings'>): (file: number, other: number) => boolean {
  const sayers = new Map<number, ReadonlySet<number>>();
  const sayersOf = (other: number): ReadonlySet<number> => {
    const found = new Set<number>();
    const name = (paths[other] ?? '').split('/').at(-1) ?? '';
    const whole = name
      .replace(/(?!^)\..*$/, '')
      .replace(/[-_$]/g, '')
      .toLowerCase();
    for (const word of new Set([whole, stem(whole)])) postings.visit(word, (file) => found.add(file));
    return found;
  };
  return (file, other) => {
    const known = sayers.get(other) ?? sayersOf(other);
    sayers.set(other, known);
    return known.has(file);
  };
}
