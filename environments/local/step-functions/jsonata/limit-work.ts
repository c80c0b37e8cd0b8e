import type jsonata from 'jsonata';

/** Nodes of an expression that one evaluation may visit: far more than real data needs, and about a second of work. */
const MAX_VISITS = 250_000;
/** The hook that jsonata calls before each node, with the node, its input and the environment. */
const ENTRY = Symbol.for('jsonata.__evaluate_entry');

const visits = new WeakMap<object, number>();

/** Ends an evaluation that would go on for ever, such as an endless recursion, with an error instead of a standstill. */
export function limitWork(expression: jsonata.Expression): void {
  // The declared type of `assign` knows no symbols, which are what jsonata looks its hooks up by.
  Reflect.apply(Reflect.get(expression, 'assign'), expression, [ENTRY, countVisit]);
}

/** Each evaluation has a `$states` of its own to count by. */
function countVisit(_node: unknown, _input: unknown, environment: jsonata.Environment): void {
  const states: unknown = environment.lookup('states');
  if (typeof states !== 'object' || states === null) return;
  const count = (visits.get(states) ?? 0) + 1;
  visits.set(states, count);
  if (count > MAX_VISITS) throw new RangeError(`the evaluation took more than ${MAX_VISITS} steps`);
}
