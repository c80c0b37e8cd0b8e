import { createHash } from 'node:crypto';
import { verify } from 'hono/jwt';
import { findTokenOwner, type Role, roleOf } from '../people.ts';
import { keyOf, type RepositoryRecord, type TokenRecord } from '../state/repositories.ts';
import { APP_LOGIN, type Twin } from '../twin.ts';
import { badCredentials, GithubError } from './errors.ts';

/** Who asks. */
export type Actor =
  | { readonly type: 'anonymous' }
  | { readonly type: 'user'; readonly login: string; readonly role: Role }
  | { readonly type: 'installation'; readonly login: string; readonly token: TokenRecord }
  | { readonly type: 'app' };

const ANONYMOUS: Actor = { type: 'anonymous' };
/** GitHub accepts an app's JWT for ten minutes, plus a minute for clocks that differ. */
const MAX_JWT_SECONDS = 660;

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Reads an Authorization header. @throws GithubError 401 when it is there and does not hold */
export async function readActor(twin: Twin, header: string | undefined): Promise<Actor> {
  if (header === undefined) return ANONYMOUS;
  const [scheme = '', value = ''] = header.split(' ');
  switch (scheme.toLowerCase()) {
    case 'basic':
      return readToken(
        twin,
        Buffer.from(value, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, ''),
      );
    case 'bearer':
      return value.split('.').length === 3 ? readJwt(twin, value) : readToken(twin, value);
    case 'token':
      return readToken(twin, value);
    default:
      throw badCredentials();
  }
}

function readToken(twin: Twin, token: string): Actor {
  const login = findTokenOwner(twin.store, token) ?? twin.store.userTokens.get(hashToken(token))?.login;
  if (login !== undefined) return { type: 'user', login, role: roleOf(login) };
  const record = twin.store.tokens.get(hashToken(token));
  if (record === undefined || new Date(record.expiresAt) <= twin.now()) throw badCredentials();
  return { type: 'installation', login: APP_LOGIN, token: record };
}

async function readJwt(twin: Twin, jwt: string): Promise<Actor> {
  const claims = await verify(jwt, twin.appPublicKey, { alg: 'RS256', exp: false, iat: false }).catch(() => undefined);
  if (claims === undefined) throw new GithubError(401, 'A JSON web token could not be decoded');
  const now = twin.now().getTime() / 1_000;
  const { exp, iss } = claims;
  if (typeof exp !== 'number' || exp <= now) throw new GithubError(401, "'Expiration time' claim ('exp') is too far in the past");
  if (exp > now + MAX_JWT_SECONDS) throw new GithubError(401, "'Expiration time' claim ('exp') is too far in the future");
  if (String(iss) !== String(twin.appId)) throw new GithubError(401, 'Integration not found');
  return { type: 'app' };
}

/** True when the actor may know that this repository exists. */
export function canSee(actor: Actor, repository: RepositoryRecord): boolean {
  if (actor.type === 'user') return true;
  return actor.type === 'installation' && actor.token.repositories.includes(keyOf(repository));
}

/** True when the actor holds this permission where it may act. */
export function isAllowed(actor: Actor, permission: string, level: 'read' | 'write'): boolean {
  if (actor.type === 'user')
    return level === 'read' || (permission === 'administration' ? actor.role === 'admin' : actor.role !== 'read');
  if (actor.type !== 'installation') return false;
  const granted = actor.token.permissions[permission];
  return granted === 'write' || (granted !== undefined && level === 'read');
}

/** The login under which the actor acts. */
export function loginOf(actor: Actor): string {
  if (actor.type === 'user' || actor.type === 'installation') return actor.login;
  throw new GithubError(403, 'Resource not accessible by integration');
}
