import { InputError } from '#domain/errors.ts';
import type { UserIdentity } from '#ports/user-identity.ts';

/** Stands where nobody can sign in at GitHub. */
export function noIdentity(): UserIdentity {
  return { githubAccess: refuse, completeSignIn: refuse };
}

async function refuse(): Promise<never> {
  throw new InputError('Nobody can sign in at GitHub here.', {
    code: 'IDENTITY_NOT_SET_UP',
    remedy: 'Ask whoever runs Stepwright to set up the OAuth app and the domain (docs/how-to/deploy.md).',
  });
}
