import { identifiersOf, wordsOf } from '../text/words.ts';
import { definitionsOf } from '../source/definitions.ts';
import type { Clues } from './read-ticket.ts';

export interface Snippet {
  /** 1-based; the lines follow each other from here. */
  readonly from: number;
  readonly lines: readonly string[];
  /** The line of the definition that the snippet lies in, where there is one before it. */
  readonly within: { readonly line: number; readonly text: string } | undefined;
}

const WINDOW = 12;
const MAX_LINES = 20_000;
const MAX_LINE = 200;

/** The lines of a file that say most of what a ticket asks about, and what they belong to; undefined when none does. */
export function snippetOf(path: string, text: string, { words }: Pick<Clues, 'words'>): Snippet | undefined {
  const lines = text.split('\n', MAX_LINES);
  const said = lines.map(
    (line) =>
      new Set(
        identifiersOf(line.slice(0, 1_000))
          .flatMap(wordsOf)
          .filter((word) => words.has(word)),
      ),
  );
  const rarity = rarities(said);
  const worth = (at: number): number => {
    const found = new Set(said.slice(at, at + WINDOW).flatMap((line) => [...line]));
    return [...found].reduce((sum, word) => sum + (words.get(word) ?? 0) * (rarity.get(word) ?? 0), 0);
  };
  let best = { at: -1, worth: 0 };
  for (const [at, line] of said.entries()) {
    if (line.size === 0) continue;
    const here = { at, worth: worth(at) };
    if (here.worth > best.worth) best = here;
  }
  if (best.at < 0) return undefined;
  const shown = lines.slice(best.at, best.at + WINDOW).map((line) => line.slice(0, MAX_LINE));
  const last = shown.findLastIndex((line) => line.trim() !== '');
  return { from: best.at + 1, lines: shown.slice(0, last + 1), within: definitionBefore(path, lines, best.at) };
}

/** A word that stands in every other line tells little about this one. */
function rarities(said: readonly ReadonlySet<string>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of said.flatMap((line) => [...line])) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].map(([word, count]) => [word, 1 / Math.sqrt(count)]));
}

function definitionBefore(path: string, lines: readonly string[], before: number): Snippet['within'] {
  const depth = indentOf(lines[before] ?? '');
  for (let at = before - 1; at >= 0; at -= 1) {
    const text = lines[at] ?? '';
    if (text.trim() === '' || indentOf(text) >= Math.max(depth, 1)) continue;
    if (definitionsOf(path, text).length > 0) return { line: at + 1, text: text.slice(0, MAX_LINE) };
  }
  return undefined;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
