import type { Person } from '#domain/person.ts';
import type { GithubUser } from './schema.ts';

/** A GitHub account; deliveries never carry its e-mail address. */
export function toPerson(user: GithubUser): Person {
  return { channel: 'github', id: user.login, name: user.login, ...(isBot(user) ? { automatic: true } : {}) };
}

/** Apps, our own among them, are never listened to. */
export function isBot({ login, type }: GithubUser): boolean {
  return type === 'Bot' || login.endsWith('[bot]');
}
