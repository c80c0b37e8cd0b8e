const EU = new Set([
  'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU',
  'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK',
]);

const EUROPE = new Set(['CH', 'GB', 'IS', 'LI', 'NO']);

/** The shipping zone of a country (ISO 3166-1 alpha-2, any case): `eu`, `europe` or `world`. */
export function zoneOf(country) {
  if (typeof country !== 'string' || !/^[a-z]{2}$/i.test(country)) {
    throw new RangeError(`not a country code: ${country}`);
  }
  const code = country.toUpperCase();
  if (EU.has(code)) return 'eu';
  return EUROPE.has(code) ? 'europe' : 'world';
}
