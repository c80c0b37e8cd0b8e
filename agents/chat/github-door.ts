import { PolicyError } from '#domain/errors.ts';
import type { PersonalHost } from '#ports/personal-host.ts';
import type { ChatDeps } from './chat-context.ts';

/** Thrown where the user's GitHub is needed and they have not signed in: the turn ends with the address. */
export class SignInNeeded extends Error {
  override readonly name = 'SignInNeeded';
  readonly url: string;
  readonly signIn: { readonly sessionUri: string; readonly code: string };
  constructor(url: string, signIn: { readonly sessionUri: string; readonly code: string }) {
    super('The user has to sign in at GitHub first.');
    this.url = url;
    this.signIn = signIn;
  }
}

/** The user's own GitHub, asked for when it is first needed. */
export interface GithubDoor {
  /** Runs a call under the user's name. @throws SignInNeeded when there is no token, or GitHub takes it no longer */
  within<T>(call: (host: PersonalHost) => Promise<T>): Promise<T>;
}

/** Opens the door for one message; a token lives no longer than that. */
export function openGithubDoor({ identity, openHost, newCode }: ChatDeps, userToken: string): GithubDoor {
  let opened: PersonalHost | undefined;
  const open = async (again: boolean): Promise<PersonalHost> => {
    const code = newCode();
    const access = await identity.githubAccess(userToken, { code, again });
    if (access.type === 'sign-in') throw new SignInNeeded(access.url, { sessionUri: access.sessionUri, code });
    opened = openHost(access.token);
    return opened;
  };
  return {
    within: async (call) => {
      const host = opened ?? (await open(false));
      try {
        return await call(host);
      } catch (error) {
        if (!(error instanceof PolicyError) || error.code !== 'GITHUB_SIGN_IN_ENDED') throw error;
        return call(await open(true));
      }
    },
  };
}
