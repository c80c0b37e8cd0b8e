import type { Clues } from '../ticket/read-ticket.ts';
import { chooseCandidates, type Signs } from './candidates.ts';
import { type Evidence, gatherEvidence } from './evidence.ts';
import { scoreActivity, scoreProfiles } from './history.ts';
import type { Snapshot } from './library.ts';
import { FIRST_MODEL, type FirstFeature, type Model, type SecondFeature } from './model.ts';
import { measurePassages, worthsOf } from './passages.ts';
import { addAt, normal, ranked, type Scores } from './scores.ts';
import { type Connected, measureStructure, measureTested, type Ranking, toRanking } from './structure.ts';
import { measureText } from './text-features.ts';

/** What questions are asked of: a library with what connects its files, and the files' contents. */
export interface Shelves extends Connected {
  readonly read: Snapshot['read'];
}

/** Candidates with all that is measured of them; `second` builds on how `first` ranks them. */
interface Measured {
  readonly files: readonly number[];
  readonly first: Readonly<Record<FirstFeature, Scores>>;
  readonly second: Readonly<Record<Exclude<SecondFeature, FirstFeature>, Scores>>;
}

/** Measures the files worth a closer look. */
export async function measureCandidates(shelves: Shelves, clues: Clues, signs: Signs): Promise<Measured> {
  const files = chooseCandidates(shelves, signs);
  const evidence = gatherEvidence(shelves.library, clues, files);
  const first = measureFirst(shelves, { clues, signs, evidence });
  const ranking = toRanking(files, scoreCandidates(shelves, { files, clues, model: FIRST_MODEL }, first));
  const texts = await readBest(shelves, ranking);
  const passages = measurePassages(texts, worthsOf(clues.words.keys(), evidence));
  return { files, first, second: { ...measureStructure(shelves, ranking), ...passages } };
}

/** Reading is what takes longest; what is placed lower does not come to the top by a passage. */
const MAX_READ = 100;

/** The contents of the best candidates, each at its place. */
async function readBest({ library, read }: Shelves, { files, places }: Ranking): Promise<(Buffer | undefined)[]> {
  const best = ranked(places, MAX_READ);
  const contents = await read(best.map((at) => library.paths[files[at] ?? -1] ?? ''));
  const texts = new Map(best.map((at, number) => [at, contents[number]]));
  return files.map((_, at) => texts.get(at));
}

interface Asked {
  readonly clues: Clues;
  readonly signs: Signs;
  readonly evidence: Evidence;
}

function measureFirst(shelves: Shelves, { clues, signs, evidence }: Asked): Record<FirstFeature, Scores> {
  const { files } = evidence;
  const pick = (scores: Scores): Scores => Float64Array.from(files, (file) => scores[file] ?? 0);
  const all = shelves.library.paths.length;
  const text = measureText(shelves.library, evidence);
  const commits = pick(signs.commits);
  return {
    ...text,
    paths: pick(signs.paths),
    frames: pick(signs.frames),
    definitions: pick(signs.definitions),
    commits,
    likestCommits: normal(commits),
    profile: normal(pick(scoreProfiles(shelves.past, clues.words, all))),
    activity: normal(pick(scoreActivity(shelves.past, all))),
    tested: measureTested(shelves, files, text.words),
  };
}

interface Scored<Feature extends string> {
  readonly files: readonly number[];
  readonly clues: Clues;
  readonly model: Model<Feature>;
}

/** Adds up what a model makes of what is measured. */
export function scoreCandidates<Feature extends string>(
  { library }: Connected,
  { files, clues, model }: Scored<Feature>,
  measured: Readonly<Record<Feature, Scores>>,
): Scores {
  const scores = Float64Array.from(files, (file) => {
    const kind = library.kinds[file] ?? 'source';
    const isAsked = (kind === 'test' && clues.aboutTests) || (kind === 'docs' && clues.aboutDocs);
    return isAsked ? 0 : model.kinds[kind];
  });
  for (const name in measured) {
    for (const [at, value] of measured[name].entries()) addAt(scores, at, model.features[name] * value);
  }
  return scores;
}
