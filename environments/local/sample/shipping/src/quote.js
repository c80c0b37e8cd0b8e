import { weightOf } from './order.js';
import { rateOf } from './rates.js';
import { zoneOf } from './zones.js';

/** What it costs to ship an order with a method, and how long it takes. */
export function quoteShipping(order, method = 'standard') {
  if (order.items.length === 0) throw new RangeError('an empty order cannot be shipped');
  const zone = zoneOf(order.country);
  const rate = rateOf(method, zone, weightOf(order));
  return { method, zone, cents: rate.cents, days: rate.days };
}
