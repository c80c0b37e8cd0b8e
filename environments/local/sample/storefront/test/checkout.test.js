import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amountDue, shippingChoices } from '../src/checkout.js';

const shipping = {
  METHODS: ['standard', 'express'],
  quoteShipping: (order, method) => ({ method, cents: method === 'express' ? 1290 : 490 }),
  describeQuote: (quote) => `${quote.method} shipping`,
};

test('the customer chooses between all methods', () => {
  const choices = shippingChoices({ country: 'DE', items: [] }, shipping);
  assert.deepEqual(choices, [
    { method: 'standard', cents: 490, label: 'standard shipping' },
    { method: 'express', cents: 1290, label: 'express shipping' },
  ]);
});

test('shipping is added to what the goods cost', () => {
  assert.equal(amountDue(2400, { cents: 490 }), 2890);
});
