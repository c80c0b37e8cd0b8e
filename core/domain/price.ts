/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** Anthropic charges a tenth for reading from its cache and a quarter more for writing to it. */
const claude = (input: number, output: number): Price => ({ input, output, cacheRead: input / 10, cacheWrite: 1.25 * input });

/** OpenAI and Amazon charge nothing for writing to their caches. */
const cached = (input: number, output: number, cacheRead: number): Price => ({ input, output, cacheRead, cacheWrite: input });

/**
 * List prices by model family, from the vendors' public price pages (November 2026); the first match wins. The scripted model
 * is charged as the one whose part it plays.
 */
const PRICES: readonly (readonly [pattern: RegExp, price: Price])[] = [
  [/3-opus|opus-4-(0|1|2025)/, claude(15, 75)],
  [/opus|^scripted$/, claude(5, 25)],
  [/sonnet/, claude(3, 15)],
  [/3-5-haiku/, claude(0.8, 4)],
  [/3-haiku/, claude(0.25, 1.25)],
  [/haiku/, claude(1, 5)],
  [/^gpt-4\.1(-2025|$)/, cached(2, 8, 0.5)],
  [/^gpt-4\.1-mini/, cached(0.4, 1.6, 0.1)],
  [/^gpt-4o(-2024|$)/, cached(2.5, 10, 1.25)],
  [/^gpt-5(-2025|-codex|$)/, cached(1.25, 10, 0.125)],
  [/^gpt-5-mini/, cached(0.25, 2, 0.025)],
  [/nova-premier/, cached(2.5, 12.5, 0.625)],
  [/nova-pro/, cached(0.8, 3.2, 0.2)],
  [/nova-lite/, cached(0.06, 0.24, 0.015)],
];

/** What an unknown model is charged at: the dearest we know, so that a budget stops early rather than late. */
export const DEAREST: Price = claude(15, 75);

/** Bedrock charges a tenth more for Claude 4.5 and newer in the profiles that stay within a region (Bedrock price page). */
const REGIONAL = /^(us|eu|jp|au|apac)\.anthropic\.claude-.*-4-([5-9]|\d\d)(?!\d)/;
const REGIONAL_FACTOR = 1.1;

/** Token counts of one call; `input` does not include the cached ones. */
export interface TokenCounts {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** The price of a model that its user tells: without prices of the cache it is charged as Anthropic's, and reading as if there were none. */
export function toPrice(input: number, output: number, cacheRead = input, cacheWrite = 1.25 * input): Price {
  return { input, output, cacheRead, cacheWrite };
}

/** The list price of a model; undefined when we know none. */
export function listPriceOf(modelId: string): Price | undefined {
  const found = PRICES.find(([pattern]) => pattern.test(modelId))?.[1];
  return found && REGIONAL.test(modelId) ? times(found, REGIONAL_FACTOR) : found;
}

/** The price of one model call in US dollars; `told` is the user's own and goes before the list. */
export function priceOf(modelId: string, tokens: TokenCounts, told?: Price): number {
  const price = told ?? listPriceOf(modelId) ?? DEAREST;
  const micro =
    tokens.input * price.input +
    tokens.output * price.output +
    tokens.cacheRead * price.cacheRead +
    tokens.cacheWrite * price.cacheWrite;
  return micro / 1_000_000;
}

function times({ input, output, cacheRead, cacheWrite }: Price, factor: number): Price {
  return { input: input * factor, output: output * factor, cacheRead: cacheRead * factor, cacheWrite: cacheWrite * factor };
}
