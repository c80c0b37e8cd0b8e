import { randomBytes } from 'node:crypto';
import { openPeople, type People } from './agentcore/open-people.ts';
import type { OauthApp } from './github/twin.ts';
import { CHAT_GITHUB_PROVIDER, CHAT_IDENTITY } from './settings.ts';

/** The path of the page on which a sign-in ends; the same as in the cloud. */
export const SIGNED_IN = '/chat/signed-in';

/** Those who may talk with the chat; GitHub's twin knows people of the same names, but anybody may sign in there as anybody. */
const NAMES = ['developer', 'reviewer', 'visitor'];

/** Our OAuth app at GitHub, with a secret that nobody needs after this process. */
export function registerOauthApp(agentcore: string): OauthApp {
  const clientSecret = randomBytes(20).toString('hex');
  return { clientId: 'stepwright-local', clientSecret, callbackUrl: () => agentcore };
}

export interface LocalPeopleInput {
  readonly dataDir: string;
  /** Where the parts are served. */
  readonly agentcore: string;
  readonly ingress: string;
  readonly github: string;
  readonly oauthApp: OauthApp;
}

/** The people of this machine, and their vault with GitHub's twin as its only vendor. */
export function openLocalPeople({ dataDir, agentcore, ingress, github, oauthApp }: LocalPeopleInput): People {
  return openPeople({
    dataDir,
    url: agentcore,
    workload: { name: CHAT_IDENTITY, returnUrls: [`${ingress}${SIGNED_IN}`] },
    provider: {
      name: CHAT_GITHUB_PROVIDER,
      authorizeUrl: `${github}/login/oauth/authorize`,
      tokenUrl: `${github}/login/oauth/access_token`,
      clientId: oauthApp.clientId,
      clientSecret: oauthApp.clientSecret,
    },
  });
}

/** A token for each of them. */
export async function listTokens({ users }: People): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(await Promise.all(NAMES.map(async (name) => [name, await users.tokenOf(name)] as const)));
}
