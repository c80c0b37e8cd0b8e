/** The sample's repositories, as the local GitHub serves them. */
export const SHIPPING = 'acme/shipping';
export const STOREFRONT = 'acme/storefront';

/** The rule's file, as the scripted developer leaves it: the boundary is wrong, and so is the format. */
export const FIRST_DRAFT = `import { totalOf } from "./order.js";

/** What the goods have to cost, after the coupon, to be shipped for nothing. */
const FREE_FROM_CENTS = 5000;

/** True when an order is shipped for nothing: standard shipping within the EU, from 50 €. */
export function isFree(order, method, zone) {
    return method === "standard" && zone === "eu" && totalOf(order) > FREE_FROM_CENTS;
}
`;

/** The same with a line that no formatter can break: what only a developer can put right. */
export const LONG_DRAFT = `import { totalOf } from './order.js';

/** What the goods have to cost, after the coupon, to be shipped for nothing. */
const FREE_FROM_CENTS = 5000;

/** True when an order is shipped for nothing: standard shipping within the EU, from 50 € after the coupon, and express never. */
export function isFree(order, method, zone) {
  return method === 'standard' && zone === 'eu' && totalOf(order) > FREE_FROM_CENTS;
}
`;

export const LONG_LINE =
  '/** True when an order is shipped for nothing: standard shipping within the EU, from 50 € after the coupon, and express never. */';

/** What the developer makes of the long line. */
export const SHORT_LINE =
  '/** True when an order is shipped for nothing: standard shipping within the EU, from 50 € after the coupon. */';

/** The tests of the rule. */
export const RULE_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeQuote, quoteShipping } from '../src/index.js';

/** An order whose goods cost this much. */
function orderOf(cents, more = {}) {
  return { country: 'DE', items: [{ sku: 'lamp', quantity: 1, cents, grams: 900 }], ...more };
}

test('standard shipping within the EU is free above 50 €', () => {
  const quote = quoteShipping(orderOf(8000));
  assert.equal(quote.cents, 0);
  assert.equal(quote.free, true);
});

test('an order of exactly 50.00 € is shipped for free', () => {
  assert.equal(quoteShipping(orderOf(5000)).cents, 0);
});

test('an order of 49.99 € pays for shipping', () => {
  const quote = quoteShipping(orderOf(4999));
  assert.equal(quote.cents, 490);
  assert.equal(quote.free, false);
});

test('what counts is the price after the coupon', () => {
  assert.equal(quoteShipping(orderOf(5500, { coupon: { percent: 10 } })).cents, 490);
  assert.equal(quoteShipping(orderOf(6000, { coupon: { cents: 500 } })).cents, 0);
});

test('express costs what it always costs', () => {
  assert.equal(quoteShipping(orderOf(8000), 'express').cents, 1290);
});

test('outside the EU nothing changes', () => {
  assert.equal(quoteShipping(orderOf(8000, { country: 'CH' })).cents, 990);
  assert.equal(quoteShipping(orderOf(8000, { country: 'US' })).cents, 1990);
});

test('the description says that shipping is free', () => {
  assert.equal(describeQuote(quoteShipping(orderOf(8000))), 'standard shipping: free, 2 to 4 days');
});
`;
