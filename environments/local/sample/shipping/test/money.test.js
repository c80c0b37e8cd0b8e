import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents, percentOf } from '../src/money.js';

test('an amount has two decimals', () => {
  assert.equal(formatCents(490), '4.90 €');
  assert.equal(formatCents(5), '0.05 €');
});

test('a negative amount keeps its sign below one euro', () => {
  assert.equal(formatCents(-5), '-0.05 €');
});

test('a percentage is rounded to the cent', () => {
  assert.equal(percentOf(999, 10), 100);
  assert.equal(percentOf(994, 10), 99);
});
