import { percentOf } from './money.js';

/** What the goods cost before any discount. */
export function subtotalOf(order) {
  return order.items.reduce((sum, item) => sum + item.cents * item.quantity, 0);
}

/** What the coupon takes off: a percentage or a fixed amount, never more than the goods cost. */
export function discountOf(order) {
  const subtotal = subtotalOf(order);
  const coupon = order.coupon;
  if (!coupon) return 0;
  const discount = 'percent' in coupon ? percentOf(subtotal, coupon.percent) : coupon.cents;
  return Math.min(discount, subtotal);
}

/** What the customer pays for the goods. */
export function totalOf(order) {
  return subtotalOf(order) - discountOf(order);
}

/** What the parcel weighs, in grams. */
export function weightOf(order) {
  return order.items.reduce((sum, item) => sum + item.grams * item.quantity, 0);
}
