import type { Environment } from '../environments/schema.ts';

/** The environments with these names, or all when none is named. @throws Error that lists the names when one is unknown */
export function chooseEnvironments(known: readonly Environment[], names: readonly string[]): readonly Environment[] {
  const unknown = names.filter((name) => !known.some((environment) => environment.name === name));
  if (unknown.length > 0) {
    throw new Error(`There is no environment ${unknown.join(', ')}; there are ${known.map(({ name }) => name).join(', ')}.`);
  }
  return names.length === 0 ? known : known.filter(({ name }) => names.includes(name));
}
