import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import { readJson } from '#lambdas/http/request.ts';
import type { ApiRequest } from './request.ts';

/** Reads the body; an empty one counts as `{}`. @throws InputError `BODY_MALFORMED`, `VALIDATION_FAILED` */
export function readInput<T>(schema: z.ZodType<T>, { body }: Pick<ApiRequest, 'body'>): T {
  const text = body.toString('utf8');
  return check(schema, text.trim() === '' ? {} : readJson(text), 'body');
}

/** Reads the part of the address after the question mark. @throws InputError `VALIDATION_FAILED` */
export function readQuery<T>(schema: z.ZodType<T>, { query }: Pick<ApiRequest, 'query'>): T {
  return check(schema, query, 'query');
}

const MOST = 5;

function check<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, MOST).map(({ path, message }) => `${path.join('.') || where}: ${message}`);
  throw new InputError(`The ${where} is not right. ${problems.join('; ')}.`, {
    code: 'VALIDATION_FAILED',
    cause: parsed.error,
  });
}
