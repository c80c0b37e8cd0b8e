import assert from 'node:assert/strict';
import { test } from 'node:test';
import { METHODS, rateOf } from '../src/rates.js';

test('the first kilogram has one price', () => {
  assert.equal(rateOf('standard', 'eu', 1).cents, 490);
  assert.equal(rateOf('standard', 'eu', 1000).cents, 490);
});

test('each kilogram begun after the first costs more', () => {
  assert.equal(rateOf('standard', 'eu', 1001).cents, 610);
  assert.equal(rateOf('express', 'world', 2500).cents, 4990 + 2 * 1490);
});

test('an unknown method is refused', () => {
  assert.deepEqual(METHODS, ['standard', 'express']);
  assert.throws(() => rateOf('pigeon', 'eu', 1), RangeError);
});
