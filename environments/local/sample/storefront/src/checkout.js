/**
 * The shipping choices of the checkout page. `shipping` is the module `@acme/shipping`; it is passed in so that the
 * page decides which version it loads.
 */
export function shippingChoices(order, shipping) {
  return shipping.METHODS.map((method) => {
    const quote = shipping.quoteShipping(order, method);
    return { method, cents: quote.cents, label: shipping.describeQuote(quote) };
  });
}

/** What the customer pays in the end, in cents. */
export function amountDue(goodsCents, choice) {
  return goodsCents + choice.cents;
}
