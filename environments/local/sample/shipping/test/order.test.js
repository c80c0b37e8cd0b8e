import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discountOf, subtotalOf, totalOf, weightOf } from '../src/order.js';

const order = {
  country: 'DE',
  items: [
    { sku: 'mug', quantity: 2, cents: 1200, grams: 350 },
    { sku: 'tea', quantity: 1, cents: 890, grams: 100 },
  ],
};

test('the subtotal counts every piece', () => {
  assert.equal(subtotalOf(order), 3290);
});

test('an order without a coupon has no discount', () => {
  assert.equal(discountOf(order), 0);
});

test('a percentage coupon is taken off', () => {
  assert.equal(totalOf({ ...order, coupon: { percent: 10 } }), 2961);
});

test('a fixed coupon never makes the total negative', () => {
  assert.equal(totalOf({ ...order, coupon: { cents: 5000 } }), 0);
});

test('the weight counts every piece', () => {
  assert.equal(weightOf(order), 800);
});
