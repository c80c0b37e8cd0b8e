import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zoneOf } from '../src/zones.js';

test('countries belong to zones', () => {
  assert.equal(zoneOf('DE'), 'eu');
  assert.equal(zoneOf('CH'), 'europe');
  assert.equal(zoneOf('JP'), 'world');
});

test('the case of a country code does not matter', () => {
  assert.equal(zoneOf('fr'), 'eu');
});

test('what is not a country code is refused', () => {
  assert.throws(() => zoneOf('Germany'), RangeError);
  assert.throws(() => zoneOf(undefined), RangeError);
});
