import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import { securePages } from '../../http/secure-pages.ts';
import { hashToken } from '../http/actor.ts';
import { page } from '../pages/layout.ts';
import { isPerson, PEOPLE } from '../people.ts';
import type { OauthApp, Twin } from '../twin.ts';

/** GitHub's codes are good for ten minutes. */
const CODE_LIFE_MS = 600_000;

const authorizeSchema = z.object({
  client_id: z.string(),
  redirect_uri: z.url(),
  scope: z.string().default(''),
  state: z.string().default(''),
  /** GitHub takes it as a suggestion; here, where nobody has a password, it is who signs in. */
  login: z.string().optional(),
});

/** The web flow of an OAuth app: a page on which somebody lends it their identity, and the exchange of its code for their token. */
export function oauthRoutes(twin: Twin): Hono {
  const app = new Hono().basePath('/login/oauth');
  app.get('/authorize', securePages, (c) => {
    const parsed = authorizeSchema.safeParse(c.req.query());
    const request = parsed.data;
    const client = request && findApp(twin, request.client_id);
    if (!request || !client) return c.notFound();
    if (!request.redirect_uri.startsWith(client.callbackUrl())) return goBack(c, client.callbackUrl(), mismatch(request.state));
    if (request.login === undefined || !isPerson(request.login)) return c.html(consentPage(c.req.url, request.scope));
    const code = randomBytes(10).toString('hex');
    const expiresAt = new Date(twin.now().getTime() + CODE_LIFE_MS).toISOString();
    const { login, scope, redirect_uri: redirectUri } = request;
    twin.store.oauthCodes.put(hashToken(code), { login, scope, redirectUri, expiresAt });
    return goBack(c, redirectUri, { code, state: request.state });
  });
  app.post('/access_token', async (c) => c.json(exchange(twin, await readForm(c))));
  return app;
}

function findApp({ oauthApp }: Twin, clientId: string): OauthApp | undefined {
  return oauthApp?.clientId === clientId ? oauthApp : undefined;
}

function mismatch(state: string): Record<string, string> {
  const description = 'The redirect_uri MUST match the registered callback URL for this application.';
  return { error: 'redirect_uri_mismatch', error_description: description, state };
}

function goBack(c: Context, address: string, parameters: Readonly<Record<string, string>>): Response {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return c.redirect(url.href, 302);
}

function consentPage(address: string, scope: string) {
  const links = Object.keys(PEOPLE).map((login) => {
    const url = new URL(address);
    url.searchParams.set('login', login);
    return html`<li><a href="${url.pathname}${url.search}">Authorize as ${login}</a></li>`;
  });
  return page(
    'Authorize Stepwright',
    [],
    html`<h1>Authorize Stepwright</h1><p>It wants to act as you, with these scopes: <code>${scope || 'none'}</code></p>
<ul class="plain">${links}</ul>`,
  );
}

/** GitHub takes a form or JSON. */
async function readForm(c: Context): Promise<unknown> {
  if (c.req.header('content-type')?.startsWith('application/json')) return c.req.json().catch(() => undefined);
  return c.req.parseBody();
}

const exchangeSchema = z.object({
  client_id: z.string(),
  client_secret: z.string(),
  code: z.string(),
  redirect_uri: z.string().optional(),
});

/** GitHub answers refusals with status 200. */
function exchange(twin: Twin, body: unknown): Readonly<Record<string, string>> {
  const request = exchangeSchema.safeParse(body).data;
  const app = request && findApp(twin, request.client_id);
  if (!request || app?.clientSecret !== request.client_secret) {
    return refuse('incorrect_client_credentials', 'The client_id and/or client_secret passed are incorrect.');
  }
  const key = hashToken(request.code);
  const grant = twin.store.oauthCodes.get(key);
  twin.store.oauthCodes.delete(key);
  if (!grant || new Date(grant.expiresAt) <= twin.now()) {
    return refuse('bad_verification_code', 'The code passed is incorrect or expired.');
  }
  if (request.redirect_uri !== undefined && request.redirect_uri !== grant.redirectUri) {
    return refuse('redirect_uri_mismatch', 'The redirect_uri MUST match the registered callback URL for this application.');
  }
  const token = `gho_${randomBytes(27).toString('base64url').replaceAll(/[-_]/g, '0')}`;
  twin.store.userTokens.put(hashToken(token), { login: grant.login, scope: grant.scope });
  return { access_token: token, token_type: 'bearer', scope: grant.scope };
}

function refuse(error: string, description: string): Readonly<Record<string, string>> {
  return { error, error_description: description };
}
