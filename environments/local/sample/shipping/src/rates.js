/** Cents for the first kilogram, cents for each kilogram begun after it, and the days it takes. */
const RATES = {
  standard: {
    eu: { first: 490, more: 120, days: [2, 4] },
    europe: { first: 990, more: 250, days: [4, 7] },
    world: { first: 1990, more: 690, days: [7, 14] },
  },
  express: {
    eu: { first: 1290, more: 300, days: [1, 1] },
    europe: { first: 2490, more: 550, days: [1, 2] },
    world: { first: 4990, more: 1490, days: [2, 4] },
  },
};

/** The methods an order can be shipped with. */
export const METHODS = Object.keys(RATES);

/** What a parcel costs, and the days it takes. */
export function rateOf(method, zone, grams) {
  const rate = RATES[method]?.[zone];
  if (!rate) throw new RangeError(`no rate for ${method} to ${zone}`);
  const kilograms = Math.max(1, Math.ceil(grams / 1000));
  return { cents: rate.first + (kilograms - 1) * rate.more, days: rate.days };
}
