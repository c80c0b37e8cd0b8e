import type { Past } from './history.ts';
import type { Library } from './library.ts';
import { sourcesOf } from './namesakes.ts';
import type { ImportGraph } from './neighbours.ts';
import { addAt, raiseTo, ranked, type Scores } from './scores.ts';

/** What a candidate's first score and those of the files around it say of it, each from 0 to about 1. */
export type StructureFeature =
  | 'first'
  | 'place'
  | 'twinPlace'
  | 'twinScore'
  | 'namesakePlace'
  | 'folderScore'
  | 'folderPlace'
  | 'imported'
  | 'importing'
  | 'company';

/** A first ranking of candidates. */
export interface Ranking {
  readonly files: readonly number[];
  readonly scores: Scores;
  /** 1 for the best, less and less for those after it. */
  readonly places: Scores;
  /** 1 for the best, by how much less the others score. */
  readonly shares: Scores;
}

/** Ranks candidates by their scores. */
export function toRanking(files: readonly number[], scores: Scores): Ranking {
  const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const places = new Float64Array(files.length);
  const order = [...files.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  for (const [place, at] of order.entries()) places[at] = 1 / Math.sqrt(1 + place);
  return { files, scores, places, shares: scores.map((score) => Math.exp(score - best)) };
}

/** Measures candidates by their neighbours in the first ranking. */
export function measureStructure({ library, past, imports }: Connected, ranking: Ranking): Record<StructureFeature, Scores> {
  const { files, scores, places, shares } = ranking;
  const paths = files.map((file) => library.paths[file] ?? '');
  const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const twins = group(paths, stemOf);
  const namesakes = group(paths, (path) => stemOf(path).slice(folderOf(path).length));
  const folders = group(paths, folderOf);
  return {
    first: scores.map((score) => (score - best) / 5),
    place: places,
    twinPlace: bestOther(twins, places),
    twinScore: bestOther(twins, shares),
    namesakePlace: bestOther(
      namesakes.filter((places) => places.length <= MAX_NAMESAKES),
      places,
    ),
    folderScore: sumOfOthers(folders, shares),
    folderPlace: bestOther(folders, places),
    ...measureImports(imports, ranking),
    company: measureCompany(past, ranking),
  };
}

/** What connects files. */
export interface Connected {
  readonly library: Library;
  readonly past: Past;
  readonly imports: ImportGraph;
}

/** More files of one name, like index.ts, have nothing to do with each other. */
const MAX_NAMESAKES = 6;

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function stemOf(path: string): string {
  return (
    folderOf(path) +
    path
      .slice(path.lastIndexOf('/') + 1)
      .replace(/\.\w+$/, '')
      .toLowerCase()
  );
}

function group(paths: readonly string[], keyOf: (path: string) => string): number[][] {
  const groups = new Map<string, number[]>();
  for (const [at, path] of paths.entries()) {
    const key = keyOf(path);
    const found = groups.get(key);
    if (found) found.push(at);
    else groups.set(key, [at]);
  }
  return [...groups.values()].filter((places) => places.length > 1);
}

function bestOther(groups: readonly (readonly number[])[], scores: Scores): Scores {
  const others = new Float64Array(scores.length);
  for (const places of groups) {
    const [first = 0, second = 0] = places.toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
    for (const at of places) raiseTo(others, at, scores[at === first ? second : first] ?? 0);
  }
  return others;
}

function sumOfOthers(groups: readonly (readonly number[])[], scores: Scores): Scores {
  const others = new Float64Array(scores.length);
  const total = scores.reduce((sum, score) => sum + score, 0);
  for (const places of groups) {
    const sum = places.reduce((part, at) => part + (scores[at] ?? 0), 0);
    for (const at of places) others[at] = (sum - (scores[at] ?? 0)) / total;
  }
  return others;
}

function measureImports(imports: ImportGraph, { files, places }: Ranking): Record<'imported' | 'importing', Scores> {
  const imported = new Float64Array(files.length);
  const importing = new Float64Array(files.length);
  const at = new Map(files.map((file, place) => [file, place]));
  for (const [from, file] of files.entries()) {
    const targets = imports.targets[file] ?? [];
    for (const target of targets) {
      const to = at.get(target);
      if (to === undefined) continue;
      raiseTo(imported, to, (places[from] ?? 0) / Math.sqrt(targets.length));
      raiseTo(importing, from, (places[to] ?? 0) / Math.sqrt(Math.max(1, imports.importers[target] ?? 0)));
    }
  }
  return { imported, importing };
}

const SEEDS = 8;
/** Two commits together may be chance: a file needs a past before its company says something. */
const DOUBT = 2;

/** Files that changed together with the best ones: the share of the commits that changed the one and also the other. */
function measureCompany({ changed, commitsOf }: Past, { files, places }: Ranking): Scores {
  const company = new Float64Array(files.length);
  const at = new Map(files.map((file, place) => [file, place]));
  for (const seed of ranked(places, SEEDS)) {
    const commits = commitsOf(files[seed] ?? -1);
    for (const commit of commits) {
      const together = (changed[commit] ?? []).flatMap((file) => at.get(file) ?? []);
      const share = (places[seed] ?? 0) / (commits.length + DOUBT) / Math.sqrt(together.length);
      addTo(
        company,
        together.filter((other) => other !== seed),
        share,
      );
    }
  }
  return company;
}

function addTo(scores: Scores, places: readonly number[], amount: number): void {
  for (const at of places) addAt(scores, at, amount);
}

/** For each candidate the highest score of a test that carries its name, or that imports it among few others. */
export function measureTested({ library, imports }: Connected, files: readonly number[], scores: Scores): Scores {
  const tested = new Float64Array(files.length);
  const at = new Map(files.map((file, place) => [file, place]));
  for (const [test, file] of files.entries()) {
    if (library.kinds[file] !== 'test') continue;
    const targets = imports.targets[file] ?? [];
    const raise = (target: number, score: number): void => {
      const place = at.get(target);
      if (place !== undefined) raiseTo(tested, place, score);
    };
    for (const source of sourcesOf(library, file)) raise(source, scores[test] ?? 0);
    for (const target of targets) raise(target, (scores[test] ?? 0) / (1 + targets.length));
  }
  return tested;
}
