import type { Discovery } from '#domain/discovery.ts';

type DependencyType = Discovery['dependencies'][number]['type'];

/** Whether a path is that of an API specification: OpenAPI, AsyncAPI, Protocol Buffers or GraphQL. */
export function isSpecification(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /\.(?:proto|graphqls?|gql)$/i.test(name) || /(?:openapi|swagger|asyncapi).*\.(?:ya?ml|json)$/i.test(name);
}

const GENERIC = new Set(
  'api openapi swagger asyncapi schema spec service client server proto v1 v2 v3 grpc rest graphql public internal main'.split(
    ' ',
  ),
);

/** Whose API a specification describes, as far as its path names one: `clients/shipping/openapi.yaml` → shipping. */
export function subjectsOf(path: string): string[] {
  const words = path
    .toLowerCase()
    .replace(/\.\w+$/, '')
    .split(/[/._]/)
    .flatMap((part) => [part, ...part.split('-')]);
  return [...new Set(words)].filter((word) => word.length > 2 && !GENERIC.has(word));
}

/** A specification of messages is of events. */
export function dependencyTypeOf(path: string): DependencyType {
  return /asyncapi|event/i.test(path) ? 'event' : 'API';
}
