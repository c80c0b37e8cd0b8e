import { z } from 'zod';
import { CliError } from './exit.ts';

const localSchema = z.object({
  ingress: z.url(),
  jira: z.object({ webhookSecret: z.string() }),
  github: z.object({ webhookSecret: z.string() }),
  slack: z.object({ signingSecret: z.string() }),
  sentry: z.object({ clientSecret: z.string() }),
});

/** What a running local environment tells its clients (`GET /local`), as far as we read it. */
export type Local = z.infer<typeof localSchema>;

const TIMEOUT_MS = 30_000;

/** Asks the environment what it is. @throws CliError when none answers */
export async function readLocal(url: string): Promise<Local> {
  if (!URL.canParse(url)) throw new CliError(`--url takes an address such as http://127.0.0.1:8787, not "${url}".`);
  const response = await request(new URL('/local', url));
  const parsed = localSchema.safeParse(await response.json().catch(() => undefined));
  if (response.ok && parsed.success) return parsed.data;
  throw new CliError(`${url} is not a local Stepwright environment: GET /local answered ${response.status}.`);
}

/** One HTTP request. @throws CliError when nobody answers */
export async function request(url: URL, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new CliError(`Nothing answers at ${url.origin}. Start the environment with: npm start -- --no-demo`, undefined, {
      cause,
    });
  }
}
