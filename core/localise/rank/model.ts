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

/** Chooses the order in which candidates are compared with each other. Fitted as `docs/explanation/localise.md` tells. */
export const FIRST_MODEL: Model<FirstFeature> = {
  features: {
    words: 3.17,
    body: 2.13,
    symbols: 1.53,
    path: 0.71,
    titleInName: 1.12,
    titleInPath: 1.21,
    bodyInPath: 0.06,
    nameInTitle: 0.92,
    nameInTicket: 1.08,
    compounds: 0.95,
    size: 1.22,
    header: 0.04,
    paths: 1.39,
    frames: 2.5,
    definitions: 1.91,
    commits: 0.96,
    likestCommits: 0.71,
    profile: 1.11,
    activity: 1.07,
    tested: 0.9,
  },
  kinds: { source: 0, test: -3.23, docs: -2.35, config: -1.93, example: -0.55, derived: -2.5, data: -2.33 },
};

/** The ranking. Fitted as the first, with the first scores of repositories that the first was not fitted on. */
export const SECOND_MODEL: Model<SecondFeature> = {
  features: {
    first: 1,
    place: 1.16,
    twinPlace: 0.76,
    twinScore: 0.52,
    namesakePlace: 0.71,
    folderScore: 0.75,
    folderPlace: 0.75,
    imported: 0,
    importing: 1.72,
    company: 0.06,
    statement: 1.97,
    function: 2.23,
    words: 1.69,
    body: 0.99,
    symbols: 0.61,
    path: 0.34,
    titleInName: 0.85,
    titleInPath: 0.69,
    bodyInPath: 0.18,
    nameInTitle: 0.36,
    nameInTicket: 0.35,
    compounds: 0.64,
    size: 0.17,
    header: -0.36,
    paths: 1.47,
    frames: 2.5,
    definitions: 1.6,
    commits: 0.7,
    likestCommits: 0.43,
    profile: 0.59,
    activity: 0.65,
    tested: 0.44,
  },
  kinds: { source: 0, test: -2.49, docs: -1.86, config: -1.68, example: -0.45, derived: -2, data: -1.96 },
};
