import type { Clues } from '../ticket/read-ticket.ts';
import { scoreSimilarCommits } from './history.ts';
import { scoreWords } from './lexical.ts';
import { scoreDefinitions, scoreFrames, scorePaths } from './named.ts';
import { sourcesOf } from './namesakes.ts';
import { addAt, normal, ranked, type Scores } from './scores.ts';
import type { Connected } from './structure.ts';
import { CHOICE } from './weights.ts';

/** What a ticket says of every file itself, by signs; those of `named` and `commits` are of use for the ranking as they are. */
export interface Signs {
  readonly total: Scores;
  readonly paths: Scores;
  readonly frames: Scores;
  readonly definitions: Scores;
  readonly commits: Scores;
}

/** Looks for signs of the ticket in every file. */
export function findSigns({ library, past }: Connected, clues: Clues): Signs {
  const count = library.paths.length;
  const words = normal(scoreWords(library, clues.words));
  const signs = {
    paths: scorePaths(library, clues),
    frames: scoreFrames(library, clues.frames),
    definitions: scoreDefinitions(library, clues.names).map((score) => score / (score + 1)),
    commits: scoreSimilarCommits(past, clues.words, count),
  };
  const total = words.map((score) => score * CHOICE.words);
  for (const name of ['paths', 'frames', 'definitions', 'commits'] as const) {
    for (const [file, score] of signs[name].entries()) addAt(total, file, CHOICE[name] * score);
  }
  return { total, ...signs };
}

const MAX_CHOSEN = 200;
/** Many tests and documents say what a source does; they must not crowd it out. */
const OTHER_SHARE = 0.5;
/** The best of them bring what belongs to them. */
const BRINGING = 20;
const MAX_BROUGHT = 8;

/** The files worth a closer look: those with the most signs, sources before others, and what belongs to the best of these. */
export function chooseCandidates(connected: Connected, { total }: Signs): number[] {
  const { kinds } = connected.library;
  const chosen = ranked(
    total.map((score, file) => score * (kinds[file] === 'source' ? 1 : OTHER_SHARE)),
    MAX_CHOSEN,
  );
  const brought = chosen
    .slice(0, BRINGING)
    .flatMap((file) => [
      ...sourcesOf(connected.library, file),
      ...(connected.imports.targets[file] ?? []).slice(0, MAX_BROUGHT),
      ...companionsOf(connected, file),
    ]);
  return [...new Set([...chosen, ...brought])];
}

/** The files that most often changed together with this one. */
function companionsOf({ past }: Connected, file: number): number[] {
  const times = new Map<number, number>();
  for (const commit of past.commitsOf(file)) {
    for (const other of past.changed[commit] ?? []) times.set(other, (times.get(other) ?? 0) + 1);
  }
  const others = [...times].filter(([other]) => other !== file).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return others.slice(0, MAX_BROUGHT).map(([other]) => other);
}
