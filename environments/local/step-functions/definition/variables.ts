import type { State } from './asl.ts';

/** The names of the variables a state may assign, on any way out of it. */
export function assignedBy(state: State): string[] {
  const assigns = 'Assign' in state ? [state.Assign] : [];
  if (state.Type === 'Choice') assigns.push(...state.Choices.map((rule) => rule.Assign));
  if ('Catch' in state) assigns.push(...(state.Catch ?? []).map((catcher) => catcher.Assign));
  return assigns.flatMap((one) => Object.keys(one ?? {}));
}

/** The complaint about a variable that may not be assigned here. */
export function checkVariables(state: State, outer: ReadonlySet<string>): string | undefined {
  const names = assignedBy(state);
  if (names.includes('states'))
    return "SCHEMA_VALIDATION_FAILED: the field 'Assign' has the variable 'states', which is reserved";
  const name = names.find((one) => outer.has(one));
  if (name === undefined) return undefined;
  return `SCHEMA_VALIDATION_FAILED: the field 'Assign' has the variable '${name}' of an outer scope, which cannot be assigned`;
}
