import type { Library } from './library.ts';
import { type AskedWord, type Evidence, scoreFields, shareOf } from './evidence.ts';
import { normal, type Scores } from './scores.ts';
import { FIELDS, SATURATION } from './weights.ts';

/** What the index says of candidates, each from 0 to about 1. */
export type TextFeature =
  | 'words'
  | 'body'
  | 'symbols'
  | 'path'
  | 'titleInName'
  | 'titleInPath'
  | 'bodyInPath'
  | 'nameInTitle'
  | 'nameInTicket'
  | 'size'
  | 'header';

const TITLE_WORTH = 2.5;
const HEADER = /\.(?:h|hh|hpp|hxx|d\.ts|pxd|pyi)$/;
/** How much a word of the file's own name counts in its path (`library.ts`). */
const OWN_NAME = 2;

function said({ title, body }: AskedWord): number {
  return TITLE_WORTH * title + body;
}

/** Measures the candidates by the words of the ticket. */
export function measureText(library: Library, evidence: Evidence): Record<TextFeature, Scores> {
  const { files } = evidence;
  const inTitle = { worthOf: ({ title, rarity }: AskedWord) => title * rarity };
  const inBody = { worthOf: ({ body, rarity }: AskedWord) => body * rarity };
  const { path: _, ...content } = FIELDS;
  return {
    words: normal(
      scoreFields(evidence, {
        fields: FIELDS,
        saturation: SATURATION.fields,
        worthOf: ({ weight, rarity }) => weight * rarity,
      }),
    ),
    body: normal(scoreFields(evidence, { fields: content, saturation: SATURATION.fields, ...inBody })),
    symbols: normal(
      scoreFields(evidence, {
        fields: { symbols: { weight: 1, length: 0.5 } },
        saturation: 1,
        worthOf: (word) => said(word) * word.symbolRarity,
      }),
    ),
    path: normal(
      scoreFields(evidence, {
        fields: { path: { weight: 1, length: 0.6 } },
        saturation: 1,
        worthOf: (word) => said(word) * word.pathRarity,
      }),
    ),
    titleInName: shareOf(evidence, 'path', { ...inTitle, atLeast: OWN_NAME }),
    titleInPath: shareOf(evidence, 'path', { ...inTitle, atLeast: 1 }),
    bodyInPath: shareOf(evidence, 'path', { ...inBody, atLeast: 1 }),
    nameInTitle: spoken(library, evidence, ({ title }) => title > 0),
    nameInTicket: spoken(library, evidence, () => true),
    size: Float64Array.from(files, (file) => sizeOf(library, file)),
    header: Float64Array.from(files, (file) => Number(HEADER.test(library.paths[file] ?? ''))),
  };
}

/** Which share of the words of each file's path the ticket says. */
function spoken({ lengths }: Library, { files, words, counts }: Evidence, isSaid: (word: AskedWord) => boolean): Scores {
  return Float64Array.from(files, (file, at) => {
    const found = words.filter((word, number) => isSaid(word) && (counts.path[number * files.length + at] ?? 0) > 0);
    return found.length / Math.max(1, lengths.path[file] ?? 0);
  });
}

function sizeOf({ lengths }: Library, file: number): number {
  return Math.log1p((lengths.code[file] ?? 0) + (lengths.prose[file] ?? 0)) / 10;
}
