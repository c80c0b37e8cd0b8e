import jsonata from 'jsonata';
import { EXPRESSION } from '../definition/asl.ts';
import { StateError } from '../errors.ts';
import { FUNCTIONS } from './functions.ts';
import { limitWork } from './limit-work.ts';

export type Bindings = Readonly<Record<string, unknown>>;

const cache = new Map<string, jsonata.Expression>();
const MAX_CACHED = 20_000;

/** True of a string between `{%` and `%}`. */
export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && EXPRESSION.test(value);
}

/** The compiled expression, from the cache when seen before. @throws the syntax error of `jsonata`. */
export function compile(expression: string): jsonata.Expression {
  const known = cache.get(expression);
  if (known !== undefined) return known;
  const made = jsonata(sourceOf(expression));
  for (const [name, [implementation, signature]] of Object.entries(FUNCTIONS)) {
    made.registerFunction(name, implementation, signature);
  }
  limitWork(made);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(expression, made);
  return made;
}

/**
 * Fills in a template: every JSONata string in it becomes its value, everything else stays. `field` names the place for
 * the error message. @throws StateError `States.QueryEvaluationError`.
 */
export async function evaluate(template: unknown, bindings: Bindings, field: string): Promise<unknown> {
  if (isExpression(template)) return evaluateExpression(template, bindings, field);
  if (Array.isArray(template)) {
    const items: unknown[] = [];
    for (const [index, item] of template.entries()) items.push(await evaluate(item, bindings, `${field}[${index}]`));
    return items;
  }
  if (typeof template !== 'object' || template === null) return template;
  const filled: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(template)) put(filled, key, await evaluate(value, bindings, `${field}/${key}`));
  return filled;
}

async function evaluateExpression(expression: string, bindings: Bindings, field: string): Promise<unknown> {
  const about = `The JSONata expression '${sourceOf(expression)}' specified for the field '${field}'`;
  try {
    const value: unknown = await compile(expression).evaluate(undefined, { ...bindings });
    if (value !== undefined) return toPlain(value);
  } catch (error) {
    throw new StateError('States.QueryEvaluationError', `${about} threw an error during evaluation. ${reasonOf(error)}`, field);
  }
  throw new StateError('States.QueryEvaluationError', `${about} returned nothing (undefined).`, field);
}

/** The error of a field whose JSONata gave a value of a wrong kind. */
export function unexpected(expression: unknown, field: string, expected: string, value: unknown): StateError {
  const source = typeof expression === 'string' ? sourceOf(expression) : JSON.stringify(expression);
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return new StateError(
    'States.QueryEvaluationError',
    `The JSONata expression '${source}' specified for the field '${field}' returned an unexpected result type. Expected '${expected}', but was '${type}'.`,
    field,
  );
}

function sourceOf(expression: string): string {
  return EXPRESSION.test(expression) ? expression.slice(2, -2).trim() : expression;
}

function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  return code + ('message' in error ? String(error.message) : 'unknown');
}

/** A copy as plain JSON: without the marks JSONata leaves on arrays, and never a function. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'function') throw new TypeError('the result is a function, which is not JSON');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => toPlain(item) ?? null);
  if ('_jsonata_lambda' in value || '_jsonata_function' in value || value instanceof RegExp) {
    throw new TypeError('the result is a function, which is not JSON');
  }
  const plain: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) put(plain, key, toPlain(item));
  return plain;
}

function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
