import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { JiraError } from './errors.ts';
import type { Account } from './model.ts';
import type { Site } from './site.ts';

export interface JiraEnv {
  Variables: { account: Account };
}

/** Who asks; every REST route runs after authentication. */
export const accountOf = (c: Context<JiraEnv>): Account => c.get('account');

/** Basic authentication with e-mail address and API token, as Jira Cloud has it. */
export function authenticate(site: Site, header: string | undefined): Account | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const given = Buffer.from(encoded, 'base64');
  return site.accounts.find((account) => {
    const expected = Buffer.from(`${account.email}:${account.apiToken}`);
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}

/** @throws JiraError 400 for what is not JSON or not of this shape */
export async function readBody<T>(c: Context<JiraEnv>, schema: z.ZodType<T>): Promise<T> {
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch {
    throw new JiraError(400, ['There was an error parsing JSON. Check that your request body is valid.']);
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new JiraError(400, ['Invalid request payload. Refer to the REST API documentation and try again.']);
}

/** A parameter that may be repeated or hold a list with commas. */
export function queryList(c: Context<JiraEnv>, name: string): string[] {
  return (c.req.queries(name) ?? []).flatMap((value) => value.split(',')).map((value) => value.trim());
}

/** @throws JiraError 400 */
export function queryNumber(c: Context<JiraEnv>, name: string, fallback: number): number {
  const value = c.req.query(name);
  if (value === undefined) return fallback;
  if (!/^\d{1,9}$/.test(value)) throw new JiraError(400, [`The value '${value}' is not valid for the parameter '${name}'.`]);
  return Number(value);
}

/** JSON, or 204 when there is nothing to say. */
export function respond(c: Context<JiraEnv>, body: object | undefined): Response {
  return body === undefined ? c.body(null, 204) : c.json(body);
}

export function respondError(c: Context, error: JiraError): Response {
  const status: ContentfulStatusCode = error.status;
  if (status === 401) {
    c.header('WWW-Authenticate', 'OAuth realm="https%3A%2F%2Flocal.atlassian.net"');
    c.header('X-Seraph-LoginReason', 'AUTHENTICATED_FAILED');
    return c.text('Client must be authenticated to access this resource.', 401);
  }
  return c.json({ errorMessages: error.errorMessages, errors: error.errors }, status);
}
