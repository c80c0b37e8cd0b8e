import { execFileSync } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';
import { InputError } from '#domain/errors.ts';

/** `git merge-tree --write-tree` and `git http-backend` as we use them came with this version. */
const NEEDED_GIT = [2, 38] as const;
/** A run of the sample takes about 20 MB. */
const NEEDED_BYTES = 200 * 1024 * 1024;

/** Checks what the environment cannot do without, before anything is started. @throws InputError in one sentence. */
export function checkMachine(dataDir: string): void {
  checkGit();
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new InputError(`The data directory ${dataDir} cannot be made: choose another with --data DIR.`, {
      code: 'DATA_DIR_UNUSABLE',
      cause: error,
    });
  }
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < NEEDED_BYTES) {
    throw new InputError(
      `The disk that holds ${dataDir} is full: free at least 200 MB or choose another place with --data DIR.`,
      {
        code: 'DISK_FULL',
      },
    );
  }
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

/** The sentence for an error of the operating system that stops the environment, or undefined when it is not one we know. */
export function sentenceFor(error: unknown, context: { port: number; dataDir: string }): string | undefined {
  if (error instanceof InputError) return error.message;
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return `Port ${context.port} is in use: stop what listens there or choose another with --port N.`;
  if (code === 'EACCES' && error.message.includes('listen'))
    return `Port ${context.port} needs privileges: choose another with --port N.`;
  if (code === 'ENOSPC' || /database or disk is full/.test(error.message)) {
    return `The disk that holds ${context.dataDir} is full: free some space and start again; nothing that was acknowledged is lost.`;
  }
  return undefined;
}
