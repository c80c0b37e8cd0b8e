import { z } from 'zod';
import { InputError } from '#domain/errors.ts';

/** Reads a Lambda's event. @throws InputError `EVENT_INVALID` */
export function parseEvent<T>(schema: z.ZodType<T>, event: unknown): T {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new InputError(`The event is not what this function reads: ${z.prettifyError(parsed.error)}`, { code: 'EVENT_INVALID' });
}
