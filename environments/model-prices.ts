import { priceOf as priceOfModel, type TokenCounts, toPrice } from '#domain/price.ts';

/** The price of these tokens in US dollars, as agents charge it to a task; `told` is the environment's own price, `in/out`. */
export function priceOf(model: string, tokens: TokenCounts, told?: string): number {
  const [input, output] = told?.split('/').map(Number) ?? [];
  return priceOfModel(model, tokens, input === undefined || output === undefined ? undefined : toPrice(input, output));
}
