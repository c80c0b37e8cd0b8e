import type { Clues } from '../ticket/read-ticket.ts';
import { findSigns } from './candidates.ts';
import { openPast } from './history.ts';
import { openLibrary, type Snapshot } from './library.ts';
import { measureCandidates, scoreCandidates, type Shelves } from './measure-candidates.ts';
import { SECOND_MODEL } from './model.ts';
import { openImports } from './neighbours.ts';
import { bestOf, normal, ranked } from './scores.ts';
import { toRanking } from './structure.ts';

export interface RankedFile {
  readonly path: string;
  /** Above 0; comparable within one ranking only. */
  readonly score: number;
}

/** Makes a snapshot ready for questions. */
export function openShelves(snapshot: Snapshot): Shelves {
  const library = openLibrary(snapshot);
  return { library, past: openPast(snapshot.paths, snapshot.commits), imports: openImports(library), read: snapshot.read };
}

/** Ranks files by how likely a ticket's work changes them; files without any sign of it are left out. */
export async function rankFiles(shelves: Shelves, clues: Clues, limit: number): Promise<RankedFile[]> {
  const signs = findSigns(shelves, clues);
  // A ticket without any word in common finds nothing.
  if (bestOf(signs.total) === 0) return [];
  const { files, first, second } = await measureCandidates(shelves, clues, signs);
  const scores = scoreCandidates(shelves, { files, clues, model: SECOND_MODEL }, { ...first, ...second });
  const best = toRanking(files, scores);
  const order = ranked(best.shares, files.length).map((at) => ({ file: files[at] ?? 0, score: 1 + (best.shares[at] ?? 0) }));
  const seen = new Set(files);
  const total = normal(signs.total);
  const rest = ranked(total, limit + files.length).filter((file) => !seen.has(file));
  const others = rest.map((file) => ({ file, score: total[file] ?? 0 }));
  return [...order, ...others].slice(0, limit).map(({ file, score }) => ({ path: shelves.library.paths[file] ?? '', score }));
}
