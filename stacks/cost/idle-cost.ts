import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Price, PRICES } from './prices.ts';

/** US dollars a month, by what they are paid for, in the order of the price list. */
type IdleCost = Readonly<Record<string, number>>;

const planSchema = z.object({ resource: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))) });

/** What an environment costs each month while nothing happens, from its synthesised stacks. */
export function readIdleCost(outdir: string, stacks: readonly string[]): IdleCost {
  const plans = stacks.map((stack) => {
    const text = readFileSync(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8');
    return planSchema.parse(JSON.parse(text)).resource;
  });
  return Object.fromEntries(
    Object.entries(PRICES).map(([type, price]) => {
      const resources = plans.flatMap((plan) => Object.values(plan[type] ?? {}));
      return [price.what, toDollars(price, resources)];
    }),
  );
}

function toDollars({ each, free = 0, perElement }: Price, resources: readonly Readonly<Record<string, unknown>>[]): number {
  const flat = Math.max(0, resources.length - free) * each;
  if (!perElement) return flat;
  const [attribute, dollars] = perElement;
  const elements = resources.flatMap(({ [attribute]: value }) => (Array.isArray(value) ? value.map(() => 1) : []));
  return flat + elements.length * dollars;
}
