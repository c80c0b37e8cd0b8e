import { formatCents } from './money.js';

/** A quote in one line, as the checkout shows it. */
export function describeQuote(quote) {
  const [from, to] = quote.days;
  const days = from === to ? `${from} day${from === 1 ? '' : 's'}` : `${from} to ${to} days`;
  return `${quote.method} shipping: ${formatCents(quote.cents)}, ${days}`;
}
