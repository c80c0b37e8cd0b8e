import { randomBytes } from 'node:crypto';
import type { Store } from './state/store.ts';
import { DEVELOPER } from './twin.ts';

export type Role = 'admin' | 'write' | 'read';

/** The people of this GitHub and what they may do in every repository; anybody else may read. */
export const PEOPLE: Readonly<Record<string, Role>> = { [DEVELOPER]: 'admin', reviewer: 'write', visitor: 'read' };

export function roleOf(login: string): Role {
  return PEOPLE[login.toLowerCase()] ?? 'read';
}

/** True for the login of somebody who can sign in here. */
export function isPerson(login: string): boolean {
  return Object.hasOwn(PEOPLE, login.toLowerCase());
}

/** The login that a personal access token belongs to. */
export function findTokenOwner(store: Store, token: string): string | undefined {
  return Object.keys(PEOPLE).find((login) => store.settings.get(keyFor(login)) === token);
}

/** A personal access token of everybody, by login; made when there is none yet. */
export function ensureTokens(store: Store): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(PEOPLE).map((login) => [login, ensureToken(store, keyFor(login))]));
}

function ensureToken(store: Store, key: string): string {
  const known = store.settings.get(key);
  if (known !== undefined) return known;
  const token = `ghp_${randomBytes(27).toString('base64url').replaceAll(/[-_]/g, '0')}`;
  store.settings.put(key, token);
  return token;
}

function keyFor(login: string): string {
  return login === DEVELOPER ? 'personal-token' : `personal-token-${login}`;
}
