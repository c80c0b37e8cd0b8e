import type { FileKind } from '../source/classify-path.ts';

/** BM25F: how much a word counts in each field, and how much a field's length takes away (0 nothing, 1 in proportion). */
export const FIELDS = {
  path: { weight: 4, length: 0.4 },
  symbols: { weight: 2.5, length: 0.3 },
  code: { weight: 1, length: 0.6 },
  prose: { weight: 1, length: 0.6 },
};
export const SATURATION = { fields: 1.5, texts: 1.2 };

/** What each signal adds, when the best file of each has 1. */
export const SIGNALS = {
  words: 1,
  paths: 0.6,
  frames: 0.5,
  definitions: 0.35,
  commits: 2,
  activity: 0.15,
  tested: 0.1,
  imports: 0.3,
  company: 1,
};

/** What is left of the score of a file that is not source, unless the ticket is about such files. */
export const KIND_SHARE: Record<FileKind, number> = {
  source: 1,
  config: 0.5,
  example: 0.35,
  test: 0.3,
  docs: 0.25,
  data: 0.2,
  derived: 0.15,
};
