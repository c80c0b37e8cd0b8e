import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeQuote, quoteShipping } from '../src/index.js';

const mug = { sku: 'mug', quantity: 1, cents: 1200, grams: 350 };

test('an order is quoted with standard shipping unless another method is asked for', () => {
  const order = { country: 'DE', items: [mug] };
  assert.equal(quoteShipping(order).cents, 490);
  assert.equal(quoteShipping(order, 'express').cents, 1290);
});

test('the whole weight of the order counts', () => {
  assert.equal(quoteShipping({ country: 'DE', items: [{ ...mug, quantity: 3 }] }).cents, 610);
});

test('an empty order is refused', () => {
  assert.throws(() => quoteShipping({ country: 'DE', items: [] }), /empty order/);
});

test('a quote is described in one line', () => {
  const order = { country: 'CH', items: [mug] };
  assert.equal(describeQuote(quoteShipping(order)), 'standard shipping: 9.90 €, 4 to 7 days');
  assert.equal(describeQuote(quoteShipping(order, 'express')), 'express shipping: 24.90 €, 1 to 2 days');
});
