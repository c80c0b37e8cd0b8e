/** BM25F: how much a word counts in each field, and how much a field's length takes away (0 nothing, 1 in proportion). */
export const FIELDS = {
  path: { weight: 4, length: 0.4 },
  symbols: { weight: 2.5, length: 0.3 },
  code: { weight: 1, length: 0.6 },
  prose: { weight: 1, length: 0.6 },
};
export const SATURATION = { fields: 1.5, texts: 1.2 };

/** What each sign adds when candidates are chosen, when the best file of each has 1. */
export const CHOICE = { words: 1, paths: 0.6, frames: 0.5, definitions: 0.35, commits: 2 };
