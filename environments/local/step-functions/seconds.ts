import { evaluate, type Bindings, unexpected } from './jsonata/evaluate.ts';
import { MAX_SECONDS } from './limits.ts';

/** A field of whole seconds, a number or JSONata. @throws StateError `States.QueryEvaluationError` */
export async function readSeconds(template: unknown, bindings: Bindings, field: string, least = 1): Promise<number | undefined> {
  if (template === undefined) return undefined;
  const value = await evaluate(template, bindings, field);
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= MAX_SECONDS) return value;
  throw unexpected(template, field, `integer between ${least} and ${MAX_SECONDS}`, value);
}
