import { createPrivateKey } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { PolicyError } from '#domain/errors.ts';
import { waitForRateLimit } from './rate-limit.ts';

export interface AppOptions {
  /** `https://api.github.com`, or `https://<host>/api/v3` of an Enterprise Server; no slash at the end. */
  readonly apiUrl: string;
  readonly appId: string;
  /** The app's private key, PEM. */
  readonly privateKey: () => Promise<string>;
  readonly fetch?: typeof fetch;
  /** Waits that many milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** A client that acts for one installation of the app. */
export interface Installation {
  readonly id: number;
  /** The organisation or user on which the app is installed. */
  readonly account: string;
  readonly client: Octokit;
}

/** Finds the installation that a repository belongs to; clients and their tokens are kept. */
export interface Clients {
  all(): Promise<readonly Installation[]>;
  forRepository(repo: string): Promise<Installation>;
  /** Forgets which installation a repository belongs to, after GitHub said that it cannot be seen. */
  forget(repo: string): void;
  /** What the app may do in this repository, by GitHub's names. */
  permissionsIn(repo: string): Promise<Readonly<Record<string, string>>>;
  /** A token that opens this repository's contents and nothing else. */
  gitToken(repo: string): Promise<string>;
}

/** A request that takes longer is given up, in milliseconds. */
const TIMEOUT = 30_000;

export function openClients(options: AppOptions): Clients {
  const installations = new Map<number, Installation>();
  const byRepository = new Map<string, number>();
  const open = async (id: number, account: string): Promise<Installation> => {
    const known = installations.get(id);
    if (known !== undefined) return known;
    const installation = { id, account, client: openClient(options, await readKey(options), id) };
    installations.set(id, installation);
    return installation;
  };
  const app = (): Promise<Octokit> => openApp(options);

  const forRepository = async (fullName: string): Promise<Installation> => {
    const id = byRepository.get(fullName);
    const known = id === undefined ? undefined : installations.get(id);
    if (known !== undefined) return known;
    const { data } = await (await app()).rest.apps.getRepoInstallation(splitName(fullName));
    byRepository.set(fullName, data.id);
    return open(data.id, accountOf(data.account));
  };
  return {
    all: async () => {
      const client = await app();
      const found = await client.paginate(client.rest.apps.listInstallations, { per_page: 100 });
      return Promise.all(found.map(({ id, account }) => open(id, accountOf(account))));
    },
    forRepository,
    forget: (repo) => {
      byRepository.delete(repo);
    },
    permissionsIn: async (fullName) => {
      const { data } = await (await app()).rest.apps.getRepoInstallation(splitName(fullName));
      return { ...data.permissions };
    },
    gitToken: async (fullName) => {
      const { id } = await forRepository(fullName);
      const auth = createAppAuth({
        appId: options.appId,
        privateKey: await readKey(options),
        request: (await app()).request,
      });
      const permissions = { contents: 'write' } as const;
      const repositoryNames = [splitName(fullName).repo];
      return (await auth({ type: 'installation', installationId: id, repositoryNames, permissions })).token;
    },
  };
}

/** A client that acts as the app itself. */
export async function openApp(options: AppOptions): Promise<Octokit> {
  return openClient(options, await readKey(options));
}

async function readKey({ privateKey }: AppOptions): Promise<string> {
  const pem = await privateKey();
  try {
    createPrivateKey(pem);
    return pem;
  } catch (cause) {
    throw new PolicyError("The GitHub App's private key cannot be read.", {
      code: 'GITHUB_APP_KEY_INVALID',
      kind: 'auth',
      remedy: "Make a new private key in the GitHub App's settings and store the whole PEM file as the secret.",
      cause,
    });
  }
}

/** The app itself or, with an id, one of its installations. */
function openClient(options: AppOptions, privateKey: string, installationId?: number): Octokit {
  const auth = { appId: options.appId, privateKey, ...(installationId === undefined ? {} : { installationId }) };
  return openOctokit(options, { authStrategy: createAppAuth, auth });
}

/** A client whose requests end in time, and that waits when GitHub says how long. */
export function openOctokit(
  { apiUrl, fetch: send = fetch, sleep }: Pick<AppOptions, 'apiUrl' | 'fetch' | 'sleep'>,
  credentials: Pick<OctokitOptions, 'auth' | 'authStrategy'>,
): Octokit {
  const client = new Octokit({
    ...credentials,
    baseUrl: apiUrl,
    userAgent: 'stepwright',
    // Failures are thrown; printing them as well would write to the standard output of a Lambda.
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: {
      fetch: (url: string, init: RequestInit = {}) => {
        const limits = [AbortSignal.timeout(TIMEOUT), ...(init.signal ? [init.signal] : [])];
        return send(url, { ...init, signal: AbortSignal.any(limits) });
      },
    },
  });
  waitForRateLimit(client, sleep);
  return client;
}

type OctokitOptions = NonNullable<ConstructorParameters<typeof Octokit>[0]>;

function ignore(): void {}

/** `owner/name` in the form of Octokit's parameters. */
export function splitName(fullName: string): { owner: string; repo: string } {
  const at = fullName.indexOf('/');
  return { owner: fullName.slice(0, at), repo: fullName.slice(at + 1) };
}

function accountOf(account: object | null): string {
  return account !== null && 'login' in account && typeof account.login === 'string' ? account.login : '';
}
