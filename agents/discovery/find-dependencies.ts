import type { Discovery } from '#domain/discovery.ts';
import type { RepositoryFacts } from './repository-facts.ts';
import { dependencyTypeOf, subjectsOf } from './specifications.ts';

type Dependency = Discovery['dependencies'][number];

/** Which repositories use which: by package names in manifests, and by specifications that carry another's name. */
export function findDependencies(facts: readonly RepositoryFacts[]): Dependency[] {
  // A repository can also be asked for by its own name, from git.
  const providers = new Map(facts.flatMap(({ name, provides }) => [name, ...provides].map((made) => [made, name] as const)));
  const byPackage = facts.flatMap(({ name, uses }) =>
    uses.flatMap((used): Dependency[] => {
      const to = providers.get(used.name);
      return to === undefined
        ? []
        : [{ from: name, to, type: 'shared-lib', description: `${used.manifest} asks for ${used.name}.` }];
    }),
  );
  const bySpecification = facts.flatMap(({ name, specifications }) =>
    specifications.flatMap((path) =>
      namedIn(path, facts).map((to) => ({
        from: name,
        to,
        type: dependencyTypeOf(path),
        description: `${path} describes what ${to} offers.`,
      })),
    ),
  );
  return unique([...byPackage, ...bySpecification].filter(({ from, to }) => from !== to));
}

function namedIn(path: string, facts: readonly RepositoryFacts[]): string[] {
  const subjects = new Set(subjectsOf(path));
  return facts.map(({ name }) => name).filter((name) => namesOf(name).some((one) => subjects.has(one)));
}

/** `acme/shipping-service` → shipping-service, shipping. */
function namesOf(name: string): string[] {
  const short = name.slice(name.indexOf('/') + 1).toLowerCase();
  return [short, short.replace(/[-_.](?:service|svc|api|server|backend|graph)$/, '')];
}

/** What was found comes first; of others only what it says nothing about. */
export function mergeDependencies(found: readonly Dependency[], told: readonly Dependency[]): Dependency[] {
  const pairs = new Set(found.map(pairOf));
  return unique([...found, ...told.filter((dependency) => !pairs.has(pairOf(dependency)))]);
}

function pairOf({ from, to }: Dependency): string {
  return `${from.trim()}\n${to.trim()}`.toLowerCase();
}

function unique(dependencies: readonly Dependency[]): Dependency[] {
  const seen = new Map<string, Dependency>();
  for (const dependency of dependencies) {
    const key = `${pairOf(dependency)}\n${dependency.type}`;
    if (!seen.has(key)) seen.set(key, dependency);
  }
  return [...seen.values()];
}
