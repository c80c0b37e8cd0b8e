import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partsOf, stem, wordsOf } from '#localise/text/words.ts';

test.each([
  ['parseHTTPRequest', ['parse', 'HTTP', 'Request']],
  ['max_retry_count', ['max', 'retry', 'count']],
  ['UTF8Decoder', ['UTF', '8', 'Decoder']],
  ['größeInBytes', ['größe', 'In', 'Bytes']],
])('the parts of %s', (identifier, parts) => {
  expect(partsOf(identifier)).toEqual(parts);
});

describe('words', () => {
  test('an identifier is found by its parts and as a whole, however it is written', () => {
    const whole = 'maxretrycount';
    for (const name of ['maxRetryCount', 'MAX_RETRY_COUNT', 'max_retry_count', 'MaxRetryCount']) {
      expect(wordsOf(name)).toContain(whole);
      expect(wordsOf(name)).toContain('retry');
    }
  });

  test('words that every text has, single letters and numbers are none', () => {
    expect(['the', 'x', '12', 'would'].flatMap(wordsOf)).toEqual([]);
  });

  test('a number like a status or an error code stays', () => {
    expect(wordsOf('404')).toEqual(['404']);
  });

  test.each([
    ['encode encodes encoded encoding encoder'],
    ['parse parses parsed parsing parser'],
    ['query queries'],
    ['validate validation validator'],
    ['stop stops stopped stopping'],
    ['class classes'],
  ])('%s are one word', (forms) => {
    expect(new Set(forms.split(' ').map(stem)).size).toBe(1);
  });

  test.each([['status'], ['this'], ['http'], ['process']])('%s keeps its ending', (word) => {
    expect(stem(word)).toBe(word);
  });

  test('are the same every time, small and never empty, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const words = wordsOf(text);
        expect(words).toEqual(wordsOf(text));
        expect(words.every((word) => word !== '' && word === word.toLowerCase())).toBe(true);
      }),
    );
  });
});
