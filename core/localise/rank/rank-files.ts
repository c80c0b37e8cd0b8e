import type { FileKind } from '../source/classify-path.ts';
import type { Clues } from '../ticket/read-ticket.ts';
import { openPast, type Past, scoreActivity, scoreCompany, scoreSimilarCommits } from './history.ts';
import { scoreWords } from './lexical.ts';
import { type Library, openLibrary, type Snapshot } from './library.ts';
import { scoreDefinitions, scoreFrames, scorePaths } from './named.ts';
import { type ImportGraph, openImports, scoreNeighbours, scoreTested } from './neighbours.ts';
import { addAt, bestOf, ranked, type Scores } from './scores.ts';
import { KIND_SHARE, SIGNALS } from './weights.ts';

export interface RankedFile {
  readonly path: string;
  /** Above 0; comparable within one ranking only. */
  readonly score: number;
}

/** What questions are asked of: a library with what connects its files. */
export interface Shelves {
  readonly library: Library;
  readonly past: Past;
  readonly imports: ImportGraph;
}

/** Makes a snapshot ready for questions. */
export function openShelves(snapshot: Snapshot): Shelves {
  const library = openLibrary(snapshot);
  return { library, past: openPast(snapshot.paths, snapshot.commits), imports: openImports(library) };
}

/** Ranks files by how likely a ticket's work changes them; files without any sign of it are left out. */
export function rankFiles(shelves: Shelves, clues: Clues, limit: number): RankedFile[] {
  const scores = scoreFiles(shelves, clues);
  return ranked(scores, limit).map((file) => ({ path: shelves.library.paths[file] ?? '', score: scores[file] ?? 0 }));
}

const SEEDS = 5;

/** First what the ticket says of each file itself, then what its neighbours add to it. */
function scoreFiles({ library, past, imports }: Shelves, clues: Clues): Scores {
  const count = library.paths.length;
  const direct = add(count, [
    [SIGNALS.words, normal(scoreWords(library, clues.words))],
    [SIGNALS.paths, scorePaths(library, clues)],
    [SIGNALS.frames, scoreFrames(library, clues.frames)],
    [SIGNALS.definitions, saturated(scoreDefinitions(library, clues.names))],
    [SIGNALS.commits, scoreSimilarCommits(past, clues.words, count)],
  ]);
  // Nothing but activity is no sign: a ticket without any word in common finds nothing.
  if (bestOf(direct) === 0) return direct;
  const shares = library.kinds.map((kind) => shareOf(kind, clues));
  const sources = direct.map((score, file) => score * (shares[file] ?? 1));
  const seeds = new Map(ranked(sources, SEEDS).map((file) => [file, sources[file] ?? 0]));
  const all = add(count, [
    [1, direct],
    [SIGNALS.activity, normal(scoreActivity(past, count))],
    [SIGNALS.tested, scoreTested(library, imports, direct)],
    [SIGNALS.imports, scoreNeighbours(imports, sources)],
    [SIGNALS.company, scoreCompany(past, seeds, count)],
  ]);
  return all.map((score, file) => score * (shares[file] ?? 1));
}

function add(count: number, signals: readonly (readonly [number, Scores])[]): Scores {
  const total = new Float64Array(count);
  for (const [weight, scores] of signals) {
    for (const [file, score] of scores.entries()) addAt(total, file, weight * score);
  }
  return total;
}

/** Brings the best to 1. */
function normal(scores: Scores): Scores {
  const best = bestOf(scores);
  return best === 0 ? scores : scores.map((score) => score / best);
}

/** Brings what has no upper end below 1. */
function saturated(scores: Scores): Scores {
  return scores.map((score) => score / (score + 1));
}

function shareOf(kind: FileKind, { aboutTests, aboutDocs }: Clues): number {
  if ((kind === 'test' && aboutTests) || (kind === 'docs' && aboutDocs)) return Math.max(KIND_SHARE[kind], 0.8);
  return KIND_SHARE[kind];
}
