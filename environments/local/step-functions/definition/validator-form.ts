import { isExpression } from '../jsonata/evaluate.ts';
import type { Definition, Scope, State } from './asl.ts';

/**
 * A copy for `asl-validator`. It knows neither empty strings, nor expressions over several lines, nor templates that are
 * lists or plain values, all of which AWS takes; and it looks for states inside templates. So those are simplified.
 */
export function toValidatorForm(definition: Definition): Definition {
  return JSON.parse(JSON.stringify({ ...definition, ...formOfScope(definition) }), onOneLine);
}

function onOneLine(_key: string, value: unknown): unknown {
  return isExpression(value) ? value.replaceAll(/\s/g, ' ') : value;
}

function formOfScope<S extends Scope>(scope: S): S {
  const states = Object.entries(scope.States).map(([name, state]) => [name, formOfState(state)]);
  return { ...scope, States: Object.fromEntries(states) };
}

function formOfState(state: State): State {
  const simple: State = structuredClone(state);
  for (const field of ['Output', 'Arguments', 'Assign', 'ItemSelector', 'Items']) {
    if (Object.hasOwn(simple, field)) Reflect.set(simple, field, field === 'Items' ? [] : {});
  }
  if (simple.Type === 'Fail') return { Type: 'Fail' };
  if ('Catch' in simple) for (const catcher of simple.Catch ?? []) dropTemplates(catcher);
  if (simple.Type === 'Choice') {
    for (const rule of simple.Choices) {
      dropTemplates(rule);
      rule.Condition = '{% true %}';
    }
  }
  return simplifyInside(simple);
}

function simplifyInside(state: State): State {
  if (state.Type === 'Parallel') return { ...state, Branches: state.Branches.map((branch) => formOfScope(branch)) };
  return state.Type === 'Map' ? { ...state, ItemProcessor: formOfScope(state.ItemProcessor) } : state;
}

function dropTemplates(part: { Output?: unknown; Assign?: unknown }): void {
  delete part.Output;
  delete part.Assign;
}
