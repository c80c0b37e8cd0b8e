import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractKeywords } from '#agents/discovery/keywords.ts';
import { toComplexity } from '#agents/discovery/verify.ts';

const keywords = (summary: string, description = '', labels: string[] = []) =>
  extractKeywords({ summary, description, labels }, 5);

describe('keywords', () => {
  test.each([
    [
      'words of the summary weigh more than those of the description',
      ['Shipping cost is wrong', 'banana banana'],
      ['Shipping', 'cost', 'banana'],
    ],
    [
      'what is written as code comes first',
      ['Shipping is wrong', 'See `freeShippingLimit` there'],
      ['freeShippingLimit', 'Shipping'],
    ],
    ['file names and dotted names stay whole', ['Look at src/rates.js', ''], ['src/rates.js', 'Look']],
    ['words that every ticket has are left out', ['Please fix this bug in the new feature', ''], []],
    ['numbers and addresses are left out', ['Orders over 50.00 see https://x.example', ''], ['Orders']],
    ['a word counts once, whatever its case', ['Cart cart CART', ''], ['Cart']],
    ['other scripts are words too', ['Größe der Lieferung', ''], ['Größe', 'der', 'Lieferung']],
  ])('%s', (_, [summary = '', description = ''], expected) => {
    expect(keywords(summary, description)).toEqual(expected);
  });

  test('are at most five, unique, never blank, and the same every time', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary', maxLength: 400 }), (summary, description) => {
        const found = keywords(summary, description);
        expect(found.length).toBeLessThanOrEqual(5);
        expect(new Set(found.map((word) => word.toLowerCase())).size).toBe(found.length);
        expect(found.every((word) => word.trim() !== '')).toBe(true);
        expect(keywords(summary, description)).toEqual(found);
      }),
    );
  });
});

test.each([
  [1, 0, 'Low'],
  [1, 4, 'Low'],
  [1, 5, 'Medium'],
  [2, 1, 'Medium'],
  [2, 15, 'Medium'],
  [1, 16, 'High'],
  [3, 1, 'High'],
] as const)('complexity of %i repositories and %i files is %s', (repositories, files, expected) => {
  expect(toComplexity(repositories, files)).toBe(expected);
});
