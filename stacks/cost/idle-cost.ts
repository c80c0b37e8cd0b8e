import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Price, PRICES } from './prices.ts';

/** US dollars a month, by what they are paid for, in the order of the price list. */
type IdleCost = Readonly<Record<string, number>>;

const planSchema = z.object({ resource: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))) });

/** What an environment costs each month while nothing happens, from its synthesised stacks. */
export function readIdleCost(outdir: string, stacks: readonly string[]): IdleCost {
  const cost: Record<string, number> = {};
  for (const { what } of Object.values(PRICES)) cost[what] = 0;
  for (const stack of stacks) {
    const text = readFileSync(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8');
    for (const [type, byId] of Object.entries(planSchema.parse(JSON.parse(text)).resource)) {
      const price = PRICES[type];
      if (!price) continue;
      for (const attributes of Object.values(byId)) cost[price.what] = (cost[price.what] ?? 0) + toDollars(price, attributes);
    }
  }
  return cost;
}

function toDollars({ each, perElement }: Price, attributes: Readonly<Record<string, unknown>>): number {
  if (!perElement) return each;
  const [attribute, dollars] = perElement;
  const elements = attributes[attribute];
  return each + (Array.isArray(elements) ? elements.length * dollars : 0);
}

/** A Markdown table of what environments cost each month while idle; `costs` by their names. */
export function toCostTable(costs: Readonly<Record<string, IdleCost>>): string {
  const names = Object.keys(costs);
  const rows = Object.values(PRICES).map(({ what }) => [what, ...names.map((name) => costs[name]?.[what] ?? 0)] as const);
  const totals = names.map((name) => Object.values(costs[name] ?? {}).reduce((sum, dollars) => sum + dollars, 0));
  const lines = [...rows, ['together', ...totals] as const].map(([what, ...dollars]) => [what, ...dollars.map(toPrice)]);
  return [['US dollars a month, idle', ...names], ['---', ...names.map(() => '---:')], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function toPrice(dollars: number): string {
  return dollars.toFixed(2);
}
