import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import { InputError, PolicyError, UpstreamError } from '#domain/errors.ts';
import { nextCursor } from './next-cursor.ts';
import { waitOf } from './rate-limit.ts';

export interface ClientOptions {
  /** `https://sentry.io`, or the address of a server of one's own. */
  readonly url: string;
  readonly token: () => Promise<string>;
  /** Milliseconds that may be waited for a rate limit, asked each time; 30 seconds unless told. */
  readonly patience?: () => number;
  readonly fetch?: typeof fetch;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface Answer<T> {
  readonly data: T;
  /** Of the next page, if there is one. */
  readonly cursor?: string;
}

/** Reads `/api/0/<path>` and checks the answer's shape. */
export type Get = <T>(path: string, schema: z.ZodType<T>, query?: URLSearchParams) => Promise<Answer<T>>;

const TIMEOUT_MS = 20_000;
const PATIENCE_MS = 30_000;
/** Tries of one request: faults that pass by themselves are met twice within two seconds, rate limits as often as patience lasts. */
const MAX_FAULTS = 2;
const FAULT_DELAY_MS = 500;

/** A reading client of Sentry's REST API that keeps to its rate limits, by the times that its headers tell. */
export function openClient(options: ClientOptions): Get {
  const { sleep = wait, now = Date.now } = options;
  let notBefore = 0;
  const patient = async (milliseconds: number): Promise<void> => {
    if (milliseconds <= 0) return;
    const patience = options.patience?.() ?? PATIENCE_MS;
    if (milliseconds > patience) throw rateLimited(milliseconds);
    await sleep(milliseconds);
  };
  const send = async (url: URL): Promise<Response> => {
    for (let faults = 0; ; ) {
      await patient(notBefore - now());
      const response = await attempt(url, options);
      notBefore = Math.max(notBefore, now() + (response ? waitOf(response, now()) : 0));
      if (response?.status === 429) continue;
      if (response && response.status < 500) return response;
      faults += 1;
      if (faults > MAX_FAULTS) throw unreachable(response?.status);
      await sleep(FAULT_DELAY_MS * faults);
    }
  };
  return async (path, schema, query) => {
    const url = new URL(`${options.url.replace(/\/+$/, '')}/api/0/${path}`);
    url.search = query?.toString() ?? '';
    const response = await send(url);
    if (!response.ok) throw await refusalOf(response);
    const parsed = schema.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) {
      throw new UpstreamError('Sentry’s answer is not as documented.', { code: 'SENTRY_UNREACHABLE', cause: parsed.error });
    }
    const cursor = nextCursor(response.headers.get('link') ?? '');
    return { data: parsed.data, ...(cursor === undefined ? {} : { cursor }) };
  };
}

/** Undefined when nobody answers. */
async function attempt(url: URL, { token, fetch: request = fetch }: ClientOptions): Promise<Response | undefined> {
  const headers = { authorization: `Bearer ${await token()}`, accept: 'application/json', 'user-agent': 'stepwright' };
  return request(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined);
}

function rateLimited(milliseconds: number): UpstreamError {
  const seconds = Math.ceil(milliseconds / 1_000);
  return new UpstreamError(`Sentry’s rate limit is used up for ${seconds} more seconds.`, { code: 'SENTRY_RATE_LIMITED' });
}

function unreachable(status: number | undefined): UpstreamError {
  const why = status === undefined ? 'it does not answer' : `it answers ${status}`;
  return new UpstreamError(`Sentry cannot be reached or is failing: ${why}.`, { code: 'SENTRY_UNREACHABLE' });
}

async function refusalOf(response: Response): Promise<Error> {
  const said = (await response.text().catch(() => '')).slice(0, 300);
  switch (response.status) {
    case 401:
    case 403:
      return new PolicyError('Sentry refuses the token or its scopes.', {
        code: 'SENTRY_ACCESS_DENIED',
        kind: 'auth',
        remedy:
          'Check the secret stepwright/sentry/auth-token, that it may read issues, events and projects, and STEPWRIGHT_SENTRY_ORG.',
      });
    case 404:
      return new InputError('Sentry knows no such thing, or the token may not see it.', { code: 'ERROR_GROUP_NOT_FOUND' });
    default:
      return new InputError(`Sentry refused the request (${response.status}): ${said}`, { code: 'SENTRY_REFUSED' });
  }
}
