import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addToCart } from '../src/cart.js';

const mug = { sku: 'mug', cents: 1200, grams: 350 };

test('a new product is one piece', () => {
  assert.deepEqual(addToCart([], mug), [{ ...mug, quantity: 1 }]);
});

test('the same product again is one piece more', () => {
  assert.equal(addToCart(addToCart([], mug), mug)[0].quantity, 2);
});
