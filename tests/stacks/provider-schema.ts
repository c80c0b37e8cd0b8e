import { existsSync, readFileSync } from 'node:fs';

/** One argument of a resource or of a block in it, as the provider declares it. */
interface Argument {
  readonly required: boolean;
  /** In TypeScript's words, such as `string`, `number[]` or the name of a block. */
  readonly type: string;
}

type Block = ReadonlyMap<string, Argument>;

/** What a resource type takes: its own arguments under the empty name, and those of its blocks by theirs. */
export type Schema = ReadonlyMap<string, Block>;

const LIBRARY = new URL('../../node_modules/@cdktf/provider-aws/lib/', import.meta.url).pathname;
/** Each declaration is preceded by a link that ends with Terraform's own name of the argument. */
const ARGUMENT = /#(\w+) [A-Z]\w*#\w+\}[\s\S]*?\n\s*readonly \w+(\??): ([^;]+);/g;

/** Every resource takes these. Source: Terraform, "Meta-Arguments". */
const META = new Set(['//', 'depends_on', 'lifecycle', 'count', 'for_each', 'provider', 'provisioner', 'connection']);

/** The schema of a resource type, from the declarations that were generated from the provider; undefined when it has none. */
export function readSchema(type: string): Schema | undefined {
  const file = `${LIBRARY}${type.replace(/^aws_/, '').replaceAll('_', '-')}/index.d.ts`;
  if (!existsSync(file)) return undefined;
  const declared = readFileSync(file, 'utf8').matchAll(
    /^export interface (\w+)( extends cdktf\.TerraformMetaArguments)? \{\n([\s\S]*?)\n\}/gm,
  );
  return new Map([...declared].map(([, name = '', isResource, body = '']) => [isResource ? '' : name, readBlock(body)]));
}

function readBlock(body: string): Block {
  const found = [...body.matchAll(ARGUMENT)];
  return new Map(
    found.map(([, name = '', optional, type = '']) => [
      name,
      { required: optional === '', type: type.replace(/ \| cdktf\.IResolvable/g, '') },
    ]),
  );
}

/** What is wrong with a resource's arguments, each with its path; `newer` names those that this provider does not know yet. */
export function findFaults(attributes: unknown, schema: Schema, newer: readonly string[] = []): readonly string[] {
  return faultsOf(attributes, '', { schema, newer }).map(({ path, says }) => `${path} ${says}`);
}

interface Fault {
  readonly path: string;
  readonly says: string;
}

interface Known {
  readonly schema: Schema;
  readonly newer: readonly string[];
}

function faultsOf(value: unknown, block: string, known: Known, path = ''): readonly Fault[] {
  const declared = known.schema.get(block);
  if (!declared || typeof value !== 'object' || value === null) return [];
  const given = Object.entries(value).filter(([name]) => !META.has(name) && !known.newer.includes(name));
  const names = new Set(given.map(([name]) => name));
  const missing = [...declared].filter(([name, { required }]) => required && !names.has(name) && !known.newer.includes(name));
  return [
    ...missing.map(([name]) => ({ path: `${path}${name}`, says: 'is missing' })),
    ...given.flatMap(([name, inner]) => faultsOfArgument(inner, declared.get(name), known, `${path}${name}`)),
  ];
}

function faultsOfArgument(value: unknown, argument: Argument | undefined, known: Known, path: string): readonly Fault[] {
  if (!argument) return [{ path, says: 'is no argument' }];
  // A reference is known only later, and what is null is as good as left out.
  if (value === null || (typeof value === 'string' && value.startsWith('${'))) return [];
  const { type } = argument;
  const element = type.replace(/\[\]$/, '');
  const elements = Array.isArray(value) ? value : [value];
  if (!known.schema.has(element)) return isOf(value, type) ? [] : [{ path, says: `is no ${type}` }];
  if (element === type && elements.length > 1) return [{ path, says: 'may stand once' }];
  return elements.flatMap((one) => faultsOf(one, element, known, `${path}.`));
}

/** Whether a value fits a simple type; Terraform itself turns numbers and booleans into texts. */
function isOf(value: unknown, type: string): boolean {
  if (type.endsWith('[]')) return Array.isArray(value) && value.every((one) => isOf(one, type.slice(0, -2)));
  if (type.startsWith('{')) return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'number' || type === 'string') return typeof value === type;
  return type === 'boolean' ? typeof value === 'boolean' : true;
}
