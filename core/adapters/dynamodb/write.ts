import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Key } from './keys.ts';

/** Plain values by attribute name. */
export type Item = Readonly<Record<string, unknown>>;

/** What must hold of the item as it is; all given parts must. */
interface Condition {
  readonly exists?: boolean;
  readonly equals?: Item;
  readonly missing?: readonly string[];
  /** The condition also holds when there is no such item. */
  readonly orAbsent?: true;
}

/** One write, or one check, of a transaction. */
export type Write =
  | { readonly put: Item; readonly when?: Condition }
  | { readonly update: Key; readonly set?: Item; readonly add?: Readonly<Record<string, number>>; readonly when?: Condition }
  | { readonly delete: Key; readonly when?: Condition }
  | { readonly check: Key; readonly when: Condition };

/** Values as DynamoDB takes them: half an emoji, which a cut text may end with, would have it refuse the whole request. */
export function toAttributes(item: Item): Record<string, AttributeValue> {
  return marshall(wellFormed(item), { removeUndefinedValues: true });
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  // What is no plain record is a mistake of ours, which marshalling refuses.
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, wellFormed(part)]));
}

/** The same write as DynamoDB takes it; a failed condition hands back the item that failed it. */
export function toTransactItem(table: string, write: Write): TransactWriteItem {
  const parts = openParts();
  const condition = write.when ? parts.condition(write.when) : undefined;
  const common = {
    TableName: table,
    ...(condition === undefined
      ? {}
      : { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }),
  };
  if ('put' in write) return { Put: { ...common, Item: toAttributes(write.put), ...parts.attributes() } };
  if ('delete' in write) return { Delete: { ...common, Key: toKey(write.delete), ...parts.attributes() } };
  if ('check' in write) {
    return {
      ConditionCheck: { ...common, ConditionExpression: condition, Key: toKey(write.check), ...parts.attributes() },
    };
  }
  const UpdateExpression = parts.update(write.set ?? {}, write.add ?? {});
  return { Update: { ...common, Key: toKey(write.update), UpdateExpression, ...parts.attributes() } };
}

function toKey({ pk, sk }: Key): Record<string, AttributeValue> {
  return marshall({ pk, sk });
}

/** Collects the placeholders of one expression; attribute names may be DynamoDB's reserved words. */
function openParts() {
  const names = new Map<string, string>();
  const values: Record<string, unknown> = {};
  const nameOf = (attribute: string): string => {
    const known = names.get(attribute) ?? `#n${names.size}`;
    names.set(attribute, known);
    return known;
  };
  const valueOf = (value: unknown): string => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = value;
    return placeholder;
  };
  return {
    condition: ({ exists, equals = {}, missing = [], orAbsent }: Condition): string => {
      const all = [
        ...(exists === undefined ? [] : [`attribute_${exists ? '' : 'not_'}exists(${nameOf('pk')})`]),
        ...Object.entries(equals).map(([name, value]) => `${nameOf(name)} = ${valueOf(value)}`),
        ...missing.map((name) => `attribute_not_exists(${nameOf(name)})`),
      ].join(' AND ');
      return orAbsent ? `attribute_not_exists(${nameOf('pk')}) OR (${all})` : all;
    },
    update: (set: Item, add: Readonly<Record<string, number>>): string => {
      const given = Object.entries(set).filter(([, value]) => value !== undefined);
      const sets = given.map(([name, value]) => `${nameOf(name)} = ${valueOf(value)}`);
      const adds = Object.entries(add).map(([name, value]) => `${nameOf(name)} ${valueOf(value)}`);
      return [
        ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
        ...(adds.length > 0 ? [`ADD ${adds.join(', ')}`] : []),
      ].join(' ');
    },
    attributes: () => ({
      ...(names.size > 0
        ? { ExpressionAttributeNames: Object.fromEntries([...names].map(([attribute, name]) => [name, attribute])) }
        : {}),
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: toAttributes(values) } : {}),
    }),
  };
}
