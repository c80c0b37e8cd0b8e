import { timingSafeEqual } from 'node:crypto';
import type { LocalSecrets } from './secrets/open-local-secrets.ts';

/** Who may use this machine's API; by their e-mail addresses they are the same people as in its Jira and its Slack. */
const PEOPLE = {
  dana: { name: 'Dana', email: 'dana@example.com' },
  robin: { name: 'Robin', email: 'robin@example.com' },
} as const;

const LOGINS = ['dana', 'robin'] as const satisfies readonly (keyof typeof PEOPLE)[];

/** Claims of an identity token, as Cognito words them. */
export type Claims = Readonly<Record<string, string>>;

export interface ApiPeople {
  /** A token of everybody, by login; good for this data directory. */
  readonly tokens: Readonly<Record<(typeof LOGINS)[number], string>>;
  /** Whose token an `Authorization` header carries; undefined for nobody's. */
  readonly authorise: (header: string | undefined) => Claims | undefined;
}

/** What Cognito and API Gateway's authoriser are in the cloud. */
export function openApiPeople(secrets: Pick<LocalSecrets, 'read'>): ApiPeople {
  const tokens = { dana: secrets.read('local/api/dana'), robin: secrets.read('local/api/robin') };
  return {
    tokens,
    authorise: (header = '') => {
      const given = header.replace(/^Bearer\s+/i, '');
      const login = LOGINS.find((one) => isSame(tokens[one], given));
      return login && toClaims(login);
    },
  };
}

function toClaims(login: (typeof LOGINS)[number]): Claims {
  const { name, email } = PEOPLE[login];
  return { sub: login, token_use: 'id', name, email, email_verified: 'true' };
}

function isSame(token: string, given: string): boolean {
  const [one, other] = [Buffer.from(token), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
