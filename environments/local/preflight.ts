import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs';
import { InputError, UpstreamError } from '#domain/errors.ts';
import type { LocalOptions } from './options.ts';

/** `git merge-tree --write-tree` and `git http-backend` as we use them came with this version. */
const NEEDED_GIT = [2, 38] as const;
/** A run of the sample takes about 20 MB. */
const NEEDED_BYTES = 200 * 1024 * 1024;

/** Checks what the environment cannot do without, before anything is started. @throws InputError in one sentence. */
export function checkMachine({ dataDir, work }: Pick<LocalOptions, 'dataDir' | 'work'>): void {
  checkGit();
  if (work) checkRepository(work.repoPath);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new InputError(unusable(dataDir), { code: 'DATA_DIR_UNUSABLE', cause });
  }
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize >= NEEDED_BYTES) return;
  throw new InputError(`The disk that holds ${dataDir} is full: free at least 200 MB or choose another place with --data DIR.`, {
    code: 'DISK_FULL',
  });
}

function unusable(dataDir: string): string {
  return `The data directory ${dataDir} cannot be made or written to: choose another with --data DIR.`;
}

/** It has to be the top of a work tree, or a bare repository, and to have a commit to start from. */
function checkRepository(path: string): void {
  const top = git(path, 'rev-parse', '--is-bare-repository', '--show-prefix');
  if (top.status !== 0) throw notUsable(`${path} is no git repository that can be read (git says: ${firstLine(top.stderr)}).`);
  if (top.stdout !== 'false\n\n' && !top.stdout.startsWith('true\n')) {
    throw notUsable(`${path} is not the top directory of its git repository.`);
  }
  const head = git(path, 'rev-parse', '--verify', 'HEAD^{commit}');
  if (head.status !== 0) throw notUsable(`The repository ${path} has no commit yet: make a first one.`);
}

function git(directory: string, ...args: readonly string[]) {
  return spawnSync('git', ['-C', directory, ...args], { encoding: 'utf8' });
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

function notUsable(message: string): InputError {
  return new InputError(message, { code: 'OPTION_INVALID' });
}

function checkGit(): void {
  let printed: string;
  try {
    printed = execFileSync('git', ['--version'], { encoding: 'utf8' });
  } catch (error) {
    throw new InputError('git is missing: install git 2.38 or newer and start again.', { code: 'GIT_MISSING', cause: error });
  }
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(printed) ?? []).map(Number);
  if (major > NEEDED_GIT[0] || (major === NEEDED_GIT[0] && minor >= NEEDED_GIT[1])) return;
  throw new InputError(`git 2.38 or newer is needed, and this is ${printed.trim()}.`, { code: 'GIT_TOO_OLD' });
}

interface Context {
  readonly port: number;
  readonly dataDir: string;
}

/** Errors of the operating system, git and SQLite that a person can do something about; the first that fits counts. */
const SENTENCES: readonly {
  readonly fits: (code: string, message: string, context: Context) => boolean;
  readonly say: (context: Context) => string;
}[] = [
  {
    fits: (code) => code === 'EADDRINUSE',
    say: ({ port }) => `Port ${port} is in use: stop what listens there or choose another with --port N.`,
  },
  {
    fits: (code, message) => code === 'EACCES' && message.includes('listen'),
    say: ({ port }) => `Port ${port} needs privileges: choose another with --port N.`,
  },
  {
    fits: (code, message) => code === 'ENOSPC' || /database or disk is full|no space left on device/i.test(message),
    say: ({ dataDir }) =>
      `The disk that holds ${dataDir} is full: free some space and start again; nothing that was acknowledged is lost.`,
  },
  {
    fits: (code, message, { dataDir }) => ['EACCES', 'EPERM', 'EROFS'].includes(code) && message.includes(dataDir),
    say: ({ dataDir }) => unusable(dataDir),
  },
  {
    fits: (_code, message) => /file is not a database|database disk image is malformed/.test(message),
    say: ({ dataDir }) => `A database below ${dataDir} is damaged: remove that directory to begin anew.`,
  },
];

/** The sentence for an error that stops the environment, or undefined when it is not one we know. */
export function sentenceFor(error: unknown, context: Context): string | undefined {
  if (error instanceof InputError || error instanceof UpstreamError) return error.message;
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  return SENTENCES.find(({ fits }) => fits(code, error.message, context))?.say(context);
}
