import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import type { Item } from './write.ts';

/** Reads an item by its schema. @throws InputError `RECORD_INVALID` for a record we did not write or cannot read any more. */
export function parseItem<T>(schema: z.ZodType<T>, item: Item): T {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  throw new InputError(
    `The record ${String(item['pk'])} ${String(item['sk'])} cannot be read: ${z.prettifyError(parsed.error)}`,
    {
      code: 'RECORD_INVALID',
      remedy: 'The record was written by another version; look at it in the table.',
      cause: parsed.error,
    },
  );
}

/** A value that is only ever read and written whole, as one string: DynamoDB and its client work on every attribute of a map by itself. */
export function pack(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? part.toWellFormed() : part));
}

/** The value that was packed; a value that was not is as it was before there was packing. */
export function unpack(packed: unknown): unknown {
  return typeof packed === 'string' ? JSON.parse(packed) : packed;
}
