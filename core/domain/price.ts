/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** List prices by model family, from the vendors' public price pages (November 2026); the first match wins. */
const PRICES: readonly (readonly [pattern: RegExp, price: Price])[] = [
  [/3-opus|opus-4-(0|1|2025)/, { input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75 }],
  [/opus/, { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 }],
  [/sonnet/, { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }],
  [/haiku/, { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 }],
];

/** What an unknown model is charged at: the dearest we know, so that a budget stops early rather than late. */
const UNKNOWN: Price = { input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75 };

/** Token counts of one call; `input` does not include the cached ones. */
export interface TokenCounts {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** The price of a model that its user tells: caching is charged as Anthropic does, and reading from a cache as if there were none. */
export function toPrice(input: number, output: number): Price {
  return { input, output, cacheRead: input, cacheWrite: 1.25 * input };
}

/** The price of one model call in US dollars; `told` is the user's own and goes before the list. */
export function priceOf(modelId: string, tokens: TokenCounts, told?: Price): number {
  const price = told ?? PRICES.find(([pattern]) => pattern.test(modelId))?.[1] ?? UNKNOWN;
  const micro =
    tokens.input * price.input +
    tokens.output * price.output +
    tokens.cacheRead * price.cacheRead +
    tokens.cacheWrite * price.cacheWrite;
  return micro / 1_000_000;
}
