import type { FileKind } from '../source/classify-path.ts';
import type { PassageFeature } from './passages.ts';
import type { StructureFeature } from './structure.ts';
import type { TextFeature } from './text-features.ts';

/** All that is known of a candidate before others are looked at. */
export type FirstFeature =
  | TextFeature
  | 'paths'
  | 'frames'
  | 'definitions'
  | 'commits'
  | 'likestCommits'
  | 'profile'
  | 'activity'
  | 'tested';

export type SecondFeature = FirstFeature | StructureFeature | PassageFeature;

/** A linear model: what a feature adds to a file's score, and what a file's kind does. */
export interface Model<Feature extends string> {
  readonly features: Readonly<Record<Feature, number>>;
  readonly kinds: Readonly<Record<FileKind, number>>;
}

/** Places the candidates once, so that neighbours can be asked. Fitted as `docs/explanation/localise.md` tells. */
export const FIRST_MODEL: Model<FirstFeature> = {
  features: {
    words: 3.23,
    body: 2.03,
    symbols: 2.08,
    path: 0.7,
    titleInName: 1.38,
    titleInPath: 1.32,
    bodyInPath: 0.34,
    nameInTitle: 0.8,
    nameInTicket: 1.03,
    size: 1.84,
    header: -0.01,
    paths: 1.05,
    frames: 2.5,
    definitions: 1.71,
    commits: 0.93,
    likestCommits: 0.52,
    profile: 0.84,
    activity: 0.94,
    tested: 0.79,
  },
  kinds: { source: 0, test: -3.32, docs: -2.39, config: -2.04, example: -0.4, derived: -2.5, data: -2.05 },
};

/** The ranking. Fitted as the first, with first scores from models that had not seen the repository. */
export const SECOND_MODEL: Model<SecondFeature> = {
  features: {
    first: 1.05,
    place: 1.21,
    twinPlace: 0.93,
    twinScore: 0.24,
    namesakePlace: 0.81,
    folderScore: 0.49,
    folderPlace: 0.76,
    imported: 0.48,
    importing: 0.9,
    company: 1.45,
    statement: 2.09,
    function: 2.11,
    words: 1.95,
    body: 0.82,
    symbols: 1,
    path: 0.26,
    titleInName: 0.99,
    titleInPath: 0.84,
    bodyInPath: 0.4,
    nameInTitle: 0.24,
    nameInTicket: 0.35,
    size: 0.74,
    header: -0.58,
    paths: 0.81,
    frames: 2.5,
    definitions: 1.31,
    commits: 0.32,
    likestCommits: 0.18,
    profile: 0.45,
    activity: 0.4,
    tested: 0.33,
  },
  kinds: { source: 0, test: -2.61, docs: -1.75, config: -1.88, example: -0.28, derived: -2, data: -1.58 },
};
