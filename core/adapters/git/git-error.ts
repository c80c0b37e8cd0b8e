import { ConflictError, InputError, LimitError, PolicyError, UpstreamError } from '#domain/errors.ts';
import type { GitResult } from './spawner.ts';

type Failed = ConflictError | InputError | LimitError | PolicyError | UpstreamError;

const MAX_TEXT = 1_000;

export const TIMED_OUT = 'GIT_TIMED_OUT';
export const OUTPUT_LIMIT = 'GIT_OUTPUT_LIMIT';

/** How git says it, and what it means to us; the first match wins. */
const MEANINGS: readonly (readonly [pattern: RegExp, make: (text: string) => Failed])[] = [
  [
    /non-fast-forward|fetch first|stale info|\[remote rejected\].*(?:failed to update ref|cannot lock ref)/,
    (text) =>
      new ConflictError(`Somebody else pushed to the branch. ${text}`, {
        code: 'BRANCH_MOVED',
        remedy: 'Retry the task: it goes on from what is on the branch now.',
      }),
  ],
  [
    /Authentication failed|could not read Username|returned error: 40[13]/i,
    (text) =>
      new PolicyError(`The git server refused our credentials. ${text}`, {
        code: 'GIT_AUTH_FAILED',
        kind: 'auth',
        remedy: 'Check that the app is installed on this repository and may write contents.',
      }),
  ],
  [
    /Repository not found|does not appear to be a git repository|returned error: 404|not found/i,
    (text) =>
      new InputError(`The repository cannot be found. ${text}`, {
        code: 'REPO_NOT_FOUND_OR_NO_ACCESS',
        remedy: 'Check the name of the repository and that the app is installed on it.',
      }),
  ],
  [/No space left on device/i, (text) => new PolicyError(`The disk is full. ${text}`, { code: 'DISK_FULL', kind: 'compute' })],
];

/** What git says when it has nothing to say. */
export const SAYS_NOTHING = 'it said nothing';

/** What went wrong with a git that ended with anything but 0, from what it wrote; the token is taken out of the text. */
export function toGitError(command: string, { code, stopped, stderr }: GitResult, token: string | undefined): Failed {
  if (stopped === 'output') {
    const remedy = 'Take files of many megabytes out of the change, then retry the task.';
    return new LimitError(`git ${command} tells of more than can be looked at.`, { code: OUTPUT_LIMIT, remedy });
  }
  if (stopped === 'time') return new UpstreamError(`git ${command} took too long and was stopped.`, { code: TIMED_OUT });
  const said = scrubbed(stderr.trim() || `${SAYS_NOTHING} and ended with ${code}`, token).slice(-MAX_TEXT);
  const make = MEANINGS.find(([pattern]) => pattern.test(said))?.[1];
  return make?.(said) ?? new UpstreamError(`git ${command} failed: ${said}`, { code: 'GIT_FAILED' });
}

/** Why git was not even started. */
export function toStartError(command: string, cause: unknown): Failed {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') {
    return new InputError('git is not installed here.', { code: 'GIT_MISSING', remedy: 'Install git 2.38 or newer.', cause });
  }
  const said = cause instanceof Error ? cause.message : String(cause);
  return new UpstreamError(`git ${command} could not be started: ${said}`, { code: 'GIT_FAILED', cause });
}

function scrubbed(text: string, token: string | undefined): string {
  if (token === undefined || token === '') return text;
  const encoded = Buffer.from(`x-access-token:${token}`).toString('base64');
  return text.replaceAll(token, '***').replaceAll(encoded, '***');
}
