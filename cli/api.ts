import { z } from 'zod';
import { CliError, EXIT } from './exit.ts';
import { request } from './local.ts';

/** Where the API is, and who asks. */
export interface ApiOptions {
  readonly url: string;
  readonly token?: string | undefined;
  /** Whose token of a local environment to use; the one who files its tickets when absent. */
  readonly as?: string | undefined;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
  /** An idempotency key. */
  readonly key?: string | undefined;
}

/** Asks the API. @throws CliError with its message when it refuses, or nobody answers */
export type CallApi = (path: string, asked?: ApiRequest) => Promise<unknown>;

const localSchema = z.object({ api: z.object({ token: z.string(), tokens: z.record(z.string(), z.string()) }) });
const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Opens the API of an ingress; a local environment tells the token itself. @throws CliError when there is no token to be had */
export async function openApi({ url, token, as }: ApiOptions): Promise<CallApi> {
  if (!URL.canParse(url)) throw new CliError(`--url takes an address such as http://127.0.0.1:8787, not "${url}".`);
  const base = url.replace(/\/(v1\/?)?$/, '');
  const authorization = `Bearer ${token ?? (await readLocalToken(base, as))}`;
  return async (path, { method = 'GET', query = {}, body, key } = {}) => {
    const address = new URL(`${base}/v1${path}`);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) address.searchParams.set(name, value);
    const headers = {
      authorization,
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    return readAnswer(await request(address, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }));
  };
}

async function readLocalToken(base: string, as: string | undefined): Promise<string> {
  const response = await request(new URL(`${base}/local`));
  const parsed = localSchema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) throw new CliError(`${base} tells no token: give yours with --token or STEPWRIGHT_TOKEN.`);
  const { token, tokens } = parsed.data.api;
  const own = as === undefined ? token : tokens[as];
  if (own === undefined)
    throw new CliError(`Nobody is called ${String(as)} there: choose one of ${Object.keys(tokens).join(', ')}.`);
  return own;
}

async function readAnswer(response: Response): Promise<unknown> {
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  const refusal = errorSchema.safeParse(answer);
  const { code, message } = refusal.success ? refusal.data.error : { code: 'NO_ANSWER', message: 'There is no API here.' };
  throw new CliError(`refused (${response.status} ${code}): ${message}`, EXIT.refused);
}
