import type { Scope, State } from './asl.ts';

/** Where a branch's or Map's states are found in `Machine.scopes`. */
export function scopeKey(parent: string, state: string, branch: number): string {
  return `${parent}/${branch}/${encodeURIComponent(state)}`;
}

/** The chains of states inside a Parallel or Map; empty for the others. */
export function innerScopes(state: State): readonly Scope[] {
  if (state.Type === 'Parallel') return state.Branches;
  return state.Type === 'Map' ? [state.ItemProcessor] : [];
}

/** Every chain of states: the machine's own under '', the inner ones under their `scopeKey`. */
export function collectScopes(key: string, scope: Scope, scopes: Map<string, Scope>): void {
  scopes.set(key, scope);
  for (const [name, state] of Object.entries(scope.States)) {
    for (const [index, inner] of innerScopes(state).entries()) collectScopes(scopeKey(key, name, index), inner, scopes);
  }
}
