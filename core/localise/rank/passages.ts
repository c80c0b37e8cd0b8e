import type { Evidence } from './evidence.ts';
import { memoisedWordsOf } from '../text/words.ts';
import type { Scores } from './scores.ts';

/** Lines that are read together: about a statement with its comment, and about a function. */
const WINDOWS = { statement: 8, function: 30 } as const;
export type PassageFeature = keyof typeof WINDOWS;

const MAX_CHARACTERS = 250_000;
const MAX_LINE = 400;
const TOKEN = /[A-Za-z0-9_$\u00c0-\uffff]+|\n/g;

/** What each word that can be met is worth. */
export type Worths = ReadonlyMap<string, number>;

/** For each text the most that the ticket's different words are worth within a few lines of it, as a share of all of them. */
export function measurePassages(texts: readonly (Buffer | undefined)[], worths: Worths): Record<PassageFeature, Scores> {
  const total = [...worths.values()].reduce((sum, worth) => sum + worth, 0);
  const known = new Map<string, readonly string[]>();
  const measured = texts.map((text) =>
    text && total > 0 ? measureText(text, { worths, known }) : { statement: 0, function: 0 },
  );
  return {
    statement: Float64Array.from(measured, (text) => text.statement / total || 0),
    function: Float64Array.from(measured, (text) => text.function / total || 0),
  };
}

/** The words of a ticket with what they are worth to a passage. */
export function worthsOf(words: Iterable<string>, evidence: Evidence): Worths {
  return new Map(
    [...words].map((word, number) => {
      const asked = evidence.words[number];
      return [word, (asked?.rarity ?? 0) * ((asked?.title ?? 0) > 0 ? 2.5 : 1)];
    }),
  );
}

interface Lookup {
  readonly worths: Worths;
  /** The words of the ticket in each identifier seen so far. */
  readonly known: Map<string, readonly string[]>;
}

interface Met {
  readonly line: number;
  readonly word: string;
}

function measureText(text: Buffer, lookup: Lookup): Record<PassageFeature, number> {
  const met = text.subarray(0, 8_000).includes(0) ? [] : meet(text.toString('utf8', 0, MAX_CHARACTERS), lookup);
  return {
    statement: bestWindow(met, WINDOWS.statement, lookup.worths),
    function: bestWindow(met, WINDOWS.function, lookup.worths),
  };
}

/** Where the text says words of the ticket. */
function meet(text: string, { worths, known }: Lookup): Met[] {
  const met: Met[] = [];
  let line = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '\n') {
      line += 1;
      start = index;
    } else if (index - start <= MAX_LINE) {
      const words = known.get(token) ?? memoisedWordsOf(token).filter((word) => worths.has(word));
      known.set(token, words);
      for (const word of words) met.push({ line, word });
    }
  }
  return met;
}

function bestWindow(met: readonly Met[], lines: number, worths: Worths): number {
  const inside = new Map<string, number>();
  let worth = 0;
  let best = 0;
  let first = 0;
  for (const { line, word } of met) {
    for (let out = met[first]; out !== undefined && out.line <= line - lines; out = met[first]) {
      const left = (inside.get(out.word) ?? 1) - 1;
      inside.set(out.word, left);
      if (left === 0) worth -= worths.get(out.word) ?? 0;
      first += 1;
    }
    const count = inside.get(word) ?? 0;
    inside.set(word, count + 1);
    if (count === 0) worth += worths.get(word) ?? 0;
    best = Math.max(best, worth);
  }
  return best;
}
