import type { FileKind } from '../source/classify-path.ts';
import type { Clues } from '../ticket/read-ticket.ts';
import { openPast, scoreActivity, scoreCompany, scoreSimilarCommits } from './history.ts';
import { scoreWords } from './lexical.ts';
import { type Library, openLibrary, type Snapshot } from './library.ts';
import { scoreDefinitions, scoreFrames, scorePaths } from './named.ts';
import { openImports, scoreNeighbours, scoreTested } from './neighbours.ts';
import { addAt, bestOf, ranked, type Scores } from './scores.ts';
import { KIND_SHARE, SIGNALS } from './weights.ts';

export interface RankedFile {
  readonly path: string;
  /** Above 0; comparable within one ranking only. */
  readonly score: number;
}

/** Ranks a snapshot's files by how likely a ticket's work changes them; files without any sign of it are left out. */
export function rankFiles(snapshot: Snapshot, clues: Clues, limit: number): RankedFile[] {
  const library = openLibrary(snapshot);
  const scores = scoreFiles(library, clues);
  return ranked(scores, limit).map((file) => ({ path: library.paths[file] ?? '', score: scores[file] ?? 0 }));
}

const SEEDS = 5;

function scoreFiles(library: Library, clues: Clues): Scores {
  const count = library.paths.length;
  const past = openPast(library.paths, library.commits);
  const direct = add(count, [
    [SIGNALS.words, scoreWords(library, clues.words)],
    [SIGNALS.paths, scorePaths(library, clues)],
    [SIGNALS.frames, scoreFrames(library, clues.frames)],
    [SIGNALS.definitions, scoreDefinitions(library, clues.names)],
    [SIGNALS.commits, scoreSimilarCommits(past, clues.words, count)],
  ]);
  const graph = openImports(library);
  const shares = library.kinds.map((kind) => shareOf(kind, clues));
  const sources = direct.map((score, file) => score * (shares[file] ?? 1));
  const all = add(count, [
    [bestOf(direct), direct],
    [SIGNALS.activity, scoreActivity(past, count)],
    [SIGNALS.tested, scoreTested(library, graph, direct)],
    [SIGNALS.imports, scoreNeighbours(graph, sources)],
    [SIGNALS.company, scoreCompany(past, new Map(ranked(sources, SEEDS).map((file) => [file, sources[file] ?? 0])), count)],
  ]);
  // Nothing but activity is no sign: a ticket without any word in common finds nothing.
  const signless = direct.every((score) => score === 0);
  return all.map((score, file) => (signless ? 0 : score * (shares[file] ?? 1)));
}

/** Adds signals up, each brought to 1 at its best file and multiplied by its weight. */
function add(count: number, signals: readonly (readonly [number, Scores])[]): Scores {
  const total = new Float64Array(count);
  for (const [weight, scores] of signals) {
    const best = bestOf(scores);
    for (const [file, score] of scores.entries()) if (score > 0) addAt(total, file, (weight * score) / best);
  }
  return total;
}

function shareOf(kind: FileKind, { aboutTests, aboutDocs }: Clues): number {
  if ((kind === 'test' && aboutTests) || (kind === 'docs' && aboutDocs)) return Math.max(KIND_SHARE[kind], 0.8);
  return KIND_SHARE[kind];
}
