import { compile, isExpression } from '../jsonata/evaluate.ts';
import type { State } from './asl.ts';

/** The first JSONata of a state (not of the states inside it) that does not compile, as a sentence. */
export function syntaxError(state: State): string | undefined {
  for (const [field, value] of Object.entries(state)) {
    if (field === 'Branches' || field === 'ItemProcessor') continue;
    const found = inValue(value, field);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inValue(value: unknown, field: string): string | undefined {
  if (isExpression(value)) return inExpression(value, field);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = inValue(item, `${field}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inExpression(expression: string, field: string): string | undefined {
  try {
    compile(expression);
    return undefined;
  } catch (error) {
    const reason = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
    return `INVALID_JSONATA: the field '${field}' is not JSONata: ${reason}`;
  }
}
