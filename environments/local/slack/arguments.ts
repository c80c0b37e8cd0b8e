import type { Context } from 'hono';
import { z } from 'zod';
import { SlackError } from './errors.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** Arguments whose form-encoded value is JSON. */
const JSON_ARGUMENTS = new Set(['blocks', 'view', 'metadata', 'attachments']);

/** Reads a call's arguments from the query, a form or JSON. */
export async function readArguments(c: Context): Promise<Arguments> {
  const type = c.req.header('content-type') ?? '';
  const query = c.req.query();
  if (c.req.method === 'GET') return fromForm(query);
  if (type.startsWith('application/json')) return { ...query, ...fromJson(await c.req.text()) };
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return fromForm({ ...query, ...Object.fromEntries(new URLSearchParams(await c.req.text())) });
  }
  if (type === '') return fromForm(query);
  throw new SlackError('invalid_form_data');
}

function fromJson(text: string): Arguments {
  const parsed = z.record(z.string(), z.unknown()).safeParse(parseJson(text));
  if (!parsed.success) throw new SlackError('invalid_json');
  return parsed.data;
}

function fromForm(form: Readonly<Record<string, string>>): Arguments {
  const entries = Object.entries(form).map(([name, value]) => {
    const parsed = JSON_ARGUMENTS.has(name) ? parseJson(value) : undefined;
    return [name, parsed ?? value];
  });
  return Object.fromEntries(entries);
}

/** `undefined` when it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Checks a call's arguments. @throws SlackError `invalid_arguments` with what is wrong */
export function parseArguments<T>(given: Arguments, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const messages = parsed.error.issues.map(({ path, message }) => `[ERROR] ${message} [json-pointer:/${path.join('/')}]`);
  throw new SlackError('invalid_arguments', messages);
}

/** Numbers and booleans arrive as text in forms. */
export const numberArgument = z.coerce.number().int().nonnegative();
export const booleanArgument = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1'),
]);
