import { z } from 'zod';
import { AwsError } from './aws-error.ts';

/** A vendor at which people lend agents their identity. */
export interface OauthProvider {
  readonly name: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface ConsentRequest {
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string;
}

/** Where the browser goes to consent. */
export function toProviderUrl({ authorizeUrl, clientId }: OauthProvider, { redirectUri, scopes, state }: ConsentRequest): string {
  const url = new URL(authorizeUrl);
  const parameters = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: scopes.join(' '), state };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

const answerSchema = z.object({ access_token: z.string().min(1) });

/** Exchanges the vendor's code for the person's token. @throws AwsError `ValidationException` when the vendor refuses */
export async function exchangeCode(provider: OauthProvider, code: string, redirectUri: string): Promise<string> {
  const { tokenUrl, clientId, clientSecret } = provider;
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, code, redirect_uri: redirectUri }),
  });
  const answer = answerSchema.safeParse(await response.json().catch(() => undefined));
  if (answer.success) return answer.data.access_token;
  throw new AwsError('ValidationException', 400, 'The vendor did not exchange its code for a token.');
}
