import type { Definition, Scope, State } from './asl.ts';
import { checkTask } from './check-task.ts';
import { innerScopes } from './machine-scopes.ts';
import { syntaxError } from './syntax-error.ts';
import { assignedBy, checkVariables } from './variables.ts';

/** The first thing that the schema cannot see and that would only show at run time, as a sentence; undefined when all is well. */
export function checkDefinition(definition: Definition): string | undefined {
  return checkScope(definition, new Set());
}

function checkScope(scope: Scope, outer: ReadonlySet<string>): string | undefined {
  if (!hasState(scope, scope.StartAt)) return `MISSING_TRANSITION_TARGET: the field 'StartAt' names no state: '${scope.StartAt}'`;
  const inner = new Set([...outer, ...Object.values(scope.States).flatMap(assignedBy)]);
  for (const [name, state] of Object.entries(scope.States)) {
    const complaint = checkState(state, scope) ?? checkVariables(state, outer);
    if (complaint !== undefined) return `${complaint}, of the state '${name}', at /States/${name}`;
    for (const one of innerScopes(state)) {
      const below = checkScope(one, inner);
      if (below !== undefined) return below;
    }
  }
  return undefined;
}

function checkState(state: State, scope: Scope): string | undefined {
  const missing = targetsOf(state).find((target) => !hasState(scope, target));
  if (missing !== undefined) return `MISSING_TRANSITION_TARGET: the field 'Next' or 'Default' names no state: '${missing}'`;
  return checkWayOut(state) ?? syntaxError(state) ?? checkType(state);
}

function hasState(scope: Scope, name: string): boolean {
  return Object.hasOwn(scope.States, name);
}

function checkWayOut(state: State): string | undefined {
  if (state.Type === 'Choice' || state.Type === 'Succeed' || state.Type === 'Fail') return undefined;
  if ((state.End === undefined) !== (state.Next === undefined)) return undefined;
  return "SCHEMA_VALIDATION_FAILED: exactly one of the fields 'Next' and 'End' is needed";
}

function checkType(state: State): string | undefined {
  if (state.Type === 'Task') return checkTask(state) ?? checkErrors(state);
  if (state.Type === 'Parallel' || state.Type === 'Map') return checkErrors(state);
  if (state.Type !== 'Wait' || (state.Seconds === undefined) !== (state.Timestamp === undefined)) return undefined;
  return "SCHEMA_VALIDATION_FAILED: exactly one of the fields 'Seconds' and 'Timestamp' is needed";
}

function targetsOf(state: State): string[] {
  const targets: (string | undefined)[] = 'Next' in state ? [state.Next] : [];
  if (state.Type === 'Choice') targets.push(state.Default, ...state.Choices.map((rule) => rule.Next));
  if ('Catch' in state) targets.push(...(state.Catch ?? []).map((catcher) => catcher.Next));
  return targets.filter((target) => target !== undefined);
}

function checkErrors(state: Extract<State, { Retry?: unknown }>): string | undefined {
  for (const [field, list] of [
    ['Retry', state.Retry ?? []],
    ['Catch', state.Catch ?? []],
  ] as const) {
    const wild = list.findIndex((one) => one.ErrorEquals.includes('States.ALL'));
    if (wild >= 0 && (wild < list.length - 1 || list[wild]?.ErrorEquals.length !== 1)) {
      return `SCHEMA_VALIDATION_FAILED: in the field '${field}', States.ALL must stand alone and last`;
    }
  }
  const slow = (state.Retry ?? []).find((one) => (one.MaxDelaySeconds ?? Infinity) <= (one.IntervalSeconds ?? 1));
  return slow && "SCHEMA_VALIDATION_FAILED: the field 'MaxDelaySeconds' must be greater than IntervalSeconds";
}
