import { toGitError, toStartError } from './git-error.ts';
import { spawnGit } from './spawner.ts';

export interface GitOptions {
  /** The git directory; its work tree is beside it unless the repository is bare. */
  readonly gitDir: string;
  readonly workTree?: string;
  /** Credentials for one server; they live in the environment of this one git process and in nothing that is written. */
  readonly credentials?: { readonly url: string; readonly token: string } | undefined;
  /** Instead of the set-up's. */
  readonly timeoutSeconds?: number;
}

/** Runs git with these arguments and answers its standard output. @throws GitExit-like errors mapped by `toGitError` */
export type Git = (args: readonly string[], options: GitOptions) => Promise<string>;

export interface GitSetup {
  readonly home: string;
  readonly path: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly timeoutSeconds: number;
}

/** Settings that beat the repository's own: nothing in a checkout may make git run a program or ask a question. */
const SAFE: Readonly<Record<string, string>> = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.editor': 'true',
  'core.pager': 'cat',
  'core.askPass': '',
  'core.attributesFile': '/dev/null',
  'core.excludesFile': '/dev/null',
  'core.quotePath': 'false',
  'credential.helper': '',
  'commit.gpgSign': 'false',
  'submodule.recurse': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'advice.detachedHead': 'false',
};

/** Asks `git status` for changes without looking into nested repositories, whose own settings git would obey. */
export const CHANGES = ['--porcelain', '--ignore-submodules=all'] as const;

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Makes a git that inherits nothing of this process's environment and no setting of the machine or the user. */
export function createGit(setup: GitSetup): Git {
  return async (args, options) => {
    const settings = { ...SAFE, ...headerFor(options.credentials) };
    const command = args[0] ?? 'git';
    const result = await spawnGit({
      args,
      cwd: options.workTree ?? options.gitDir,
      env: { ...environmentOf(setup, options), ...asEnvironment(settings) },
      timeoutMs: (options.timeoutSeconds ?? setup.timeoutSeconds) * 1_000,
      maxBytes: MAX_OUTPUT_BYTES,
    }).catch((error: unknown) => {
      throw toStartError(command, error);
    });
    if (result.code === 0) return result.stdout.toString('utf8');
    throw toGitError(command, result, options.credentials?.token);
  };
}

function environmentOf({ home, path, author }: GitSetup, { gitDir, workTree }: GitOptions): Record<string, string> {
  return {
    PATH: path,
    HOME: home,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    // Beats every setting: no address, whoever wrote it, makes git run a program.
    GIT_ALLOW_PROTOCOL: 'file:http:https',
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_DIR: gitDir,
    // Said here because a checkout's own settings could point it at any other directory.
    ...(workTree === undefined ? {} : { GIT_WORK_TREE: workTree }),
  };
}

function headerFor(credentials: GitOptions['credentials']): Record<string, string> {
  if (!credentials) return {};
  const basic = Buffer.from(`x-access-token:${credentials.token}`).toString('base64');
  return { [`http.${new URL(credentials.url).origin}/.extraHeader`]: `Authorization: Basic ${basic}` };
}

function asEnvironment(settings: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(settings);
  const pairs = entries.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(entries.length), ...Object.fromEntries(pairs) };
}
