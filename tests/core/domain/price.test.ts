import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { priceOf, type TokenCounts, toPrice } from '#domain/price.ts';

const MILLION = { input: 1_000_000, output: 1_000_000, cacheRead: 1_000_000, cacheWrite: 1_000_000 };
const KNOWN = [
  'us.anthropic.claude-opus-4-6-v1',
  'anthropic.claude-opus-4-5-20251101-v1:0',
  'anthropic.claude-opus-4-1-20250805-v1:0',
  'eu.anthropic.claude-sonnet-4-6',
  'anthropic.claude-haiku-4-5-20251001-v1:0',
];

const sum = (a: TokenCounts, b: TokenCounts): TokenCounts => ({
  input: a.input + b.input,
  output: a.output + b.output,
  cacheRead: a.cacheRead + b.cacheRead,
  cacheWrite: a.cacheWrite + b.cacheWrite,
});

describe('priceOf', () => {
  test.each([
    ['anthropic.claude-opus-4-6-v1', 36.75],
    ['us.anthropic.claude-opus-4-6-v1', 40.425],
    ['eu.anthropic.claude-sonnet-4-20250514-v1:0', 22.05],
    ['gpt-4.1', 12.5],
    ['gpt-4.1-mini', 2.5],
    ['us.amazon.nova-pro-v1:0', 5],
    ['anthropic.claude-opus-4-5-20251101-v1:0', 36.75],
    ['anthropic.claude-opus-4-1-20250805-v1:0', 110.25],
    ['anthropic.claude-opus-4-20250514-v1:0', 110.25],
    ['global.anthropic.claude-sonnet-4-6', 22.05],
    ['anthropic.claude-haiku-4-5-20251001-v1:0', 7.35],
  ])('a million tokens of every sort with %s cost $%d', (model, usd) => {
    expect(priceOf(model, MILLION)).toBeCloseTo(usd, 10);
  });

  const counts = fc.record({
    input: fc.nat(),
    output: fc.nat(),
    cacheRead: fc.nat(),
    cacheWrite: fc.nat(),
  });

  test('a model we do not know never costs less than one we know', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(...KNOWN), (tokens, known) => {
        expect(priceOf('llama-5', tokens)).toBeGreaterThanOrEqual(priceOf(known, tokens));
      }),
    );
  });

  test('a price that the user tells goes before the list', () => {
    expect(priceOf('opus', MILLION, toPrice(0, 0))).toBe(0);
    expect(priceOf('llama-5', MILLION, toPrice(2, 8))).toBeCloseTo(2 + 8 + 2 + 2.5, 10);
  });

  test('two calls cost what their sum costs, and nothing costs nothing', () => {
    fc.assert(
      fc.property(counts, counts, fc.constantFrom(...KNOWN), (a, b, model) => {
        expect(priceOf(model, a) + priceOf(model, b)).toBeCloseTo(priceOf(model, sum(a, b)), 4);
      }),
    );
    expect(priceOf('opus', { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 })).toBe(0);
  });
});
