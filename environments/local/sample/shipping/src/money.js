/** Amounts are whole cents, so that sums are exact. */

/** The share of an amount in percent, rounded to the nearest cent. */
export function percentOf(cents, percent) {
  return Math.round((cents * percent) / 100);
}

/** An amount for people: 490 is `4.90 €`. */
export function formatCents(cents) {
  const sign = cents < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(cents) / 100);
  const rest = String(Math.abs(cents) % 100).padStart(2, '0');
  return `${sign}${whole}.${rest} €`;
}
