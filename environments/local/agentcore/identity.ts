import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Collection, Documents } from '../documents.ts';
import { AwsError } from './aws-error.ts';
import { exchangeCode, type OauthProvider, toProviderUrl } from './oauth-provider.ts';
import { openUserPool, type UserPool } from './user-pool.ts';

export interface IdentityInput {
  readonly documents: Documents;
  /** Where the data plane is served. */
  readonly url: string;
  readonly users: UserPool;
  readonly workload: { readonly name: string; readonly returnUrls: readonly string[] };
  readonly provider: OauthProvider;
}

/** The part of AgentCore Identity that an agent needs to act as its user. */
export interface Identity {
  /** What programs call, signed. */
  readonly api: Hono;
  /** Where a browser goes, unsigned: to the vendor and back. */
  readonly pages: Hono;
}

const sessionSchema = z.object({
  uri: z.string(),
  user: z.string(),
  scopes: z.array(z.string()),
  returnUrl: z.string(),
  customState: z.string().optional(),
  /** The vendor's code, once the browser has come back. */
  code: z.string().optional(),
});
type Session = z.infer<typeof sessionSchema>;

interface Vault {
  /** By the state that the vendor hands back, and by their address. */
  readonly byState: Collection<Session>;
  readonly byUri: Collection<string>;
  readonly tokens: Collection<string>;
}

const URI = 'urn:ietf:params:oauth:request_uri:';

/** Opens the vault; sessions and tokens in it survive a restart. */
export function openIdentity(input: IdentityInput): Identity {
  const { documents } = input;
  const vault: Vault = {
    byState: documents.collection('identity_sessions', sessionSchema),
    byUri: documents.collection('identity_session_states', z.string()),
    tokens: documents.collection('identity_tokens', z.string()),
  };
  const workloads = openUserPool(documents, `workload ${input.workload.name}`);
  return { api: openApi(input, vault, workloads), pages: openPages(input, vault) };
}

const forJwtSchema = z.object({ workloadName: z.string(), userToken: z.string() });
const tokenSchema = z.object({
  workloadIdentityToken: z.string(),
  resourceCredentialProviderName: z.string(),
  scopes: z.array(z.string()),
  oauth2Flow: z.literal('USER_FEDERATION'),
  resourceOauth2ReturnUrl: z.url().optional(),
  forceAuthentication: z.boolean().default(false),
  customState: z.string().optional(),
});
const completeSchema = z.object({
  sessionUri: z.string().startsWith(URI),
  userIdentifier: z.object({ userToken: z.string() }),
});

function openApi(input: IdentityInput, vault: Vault, workloads: UserPool): Hono {
  const { users, workload, provider } = input;
  const api = new Hono();
  api.post('/identities/GetWorkloadAccessTokenForJWT', async (c) => {
    const { workloadName, userToken } = await read(c, forJwtSchema);
    if (workloadName !== workload.name) throw new AwsError('ResourceNotFoundException', 404, `No workload ${workloadName}.`);
    return c.json({ workloadAccessToken: await workloads.tokenOf(await readUser(users, userToken)) });
  });
  api.post('/identities/oauth2/token', async (c) => {
    const request = await read(c, tokenSchema);
    const user = await readUser(workloads, request.workloadIdentityToken);
    const name = request.resourceCredentialProviderName;
    if (name !== provider.name) throw new AwsError('ResourceNotFoundException', 404, `No credential provider ${name}.`);
    const accessToken = vault.tokens.get(keyOf(user, request.scopes));
    if (accessToken !== undefined && !request.forceAuthentication) return c.json({ accessToken });
    const { scopes, resourceOauth2ReturnUrl: returnUrl, customState } = request;
    if (returnUrl === undefined || !workload.returnUrls.includes(returnUrl)) {
      throw new AwsError('ValidationException', 400, 'resourceOauth2ReturnUrl is not registered for this workload identity.');
    }
    const uri = `${URI}${randomBytes(24).toString('base64url')}`;
    const state = randomBytes(24).toString('base64url');
    vault.byState.put(state, { uri, user, scopes, returnUrl, ...(customState === undefined ? {} : { customState }) });
    vault.byUri.put(uri, state);
    const authorizationUrl = `${input.url}/identities/oauth2/authorize?request_uri=${encodeURIComponent(uri)}`;
    return c.json({ authorizationUrl, sessionUri: uri, sessionStatus: 'IN_PROGRESS' });
  });
  api.post('/identities/CompleteResourceTokenAuth', async (c) => {
    const { sessionUri, userIdentifier } = await read(c, completeSchema);
    const user = await readUser(users, userIdentifier.userToken);
    const state = vault.byUri.get(sessionUri);
    const session = state === undefined ? undefined : vault.byState.get(state);
    if (state === undefined || !session?.code) throw new AwsError('ValidationException', 400, 'The session is not authorized.');
    if (session.user !== user) throw new AwsError('AccessDeniedException', 403, 'The session belongs to another user.');
    vault.byUri.delete(sessionUri);
    vault.byState.delete(state);
    vault.tokens.put(keyOf(user, session.scopes), await exchangeCode(provider, session.code, callbackOf(input)));
    return c.json({});
  });
  return api;
}

function openPages(input: IdentityInput, vault: Vault): Hono {
  const pages = new Hono();
  pages.get('/identities/oauth2/authorize', (c) => {
    const state = vault.byUri.get(c.req.query('request_uri') ?? '');
    const session = state === undefined ? undefined : vault.byState.get(state);
    if (state === undefined || !session) return c.text('This sign-in is over. Ask for a new one.', 400);
    return c.redirect(toProviderUrl(input.provider, { redirectUri: callbackOf(input), scopes: session.scopes, state }));
  });
  pages.get('/identities/oauth2/callback', (c) => {
    const { state = '', code } = c.req.query();
    const session = vault.byState.get(state);
    if (!session || code === undefined) return c.text('The sign-in did not succeed. Ask for a new one.', 400);
    vault.byState.put(state, { ...session, code });
    const back = new URL(session.returnUrl);
    back.searchParams.set('session_id', session.uri);
    if (session.customState !== undefined) back.searchParams.set('state', session.customState);
    return c.redirect(back.href);
  });
  return pages;
}

function callbackOf({ url }: IdentityInput): string {
  return `${url}/identities/oauth2/callback`;
}

function keyOf(user: string, scopes: readonly string[]): string {
  return `${user} ${scopes.toSorted().join(' ')}`;
}

async function readUser(pool: UserPool, token: string): Promise<string> {
  const user = await pool.verify(token);
  if (user !== undefined) return user;
  throw new AwsError('UnauthorizedException', 401, 'The token is invalid or expired.');
}

async function read<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw new AwsError('ValidationException', 400, z.prettifyError(parsed.error));
}
