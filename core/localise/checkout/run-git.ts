import { spawn } from 'node:child_process';
import { UpstreamError } from '#domain/errors.ts';

/** Settings that beat those of a repository we do not trust: nothing in it makes git run a program or reach the network. */
const SAFE: Readonly<Record<string, string>> = {
  'safe.directory': '*',
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.pager': 'cat',
  'core.quotePath': 'false',
  'core.attributesFile': '/dev/null',
  'diff.external': '',
  'log.showSignature': 'false',
  'log.mailmap': 'false',
  'protocol.allow': 'never',
};

/** Runs a reading git command and answers what it printed. @throws UpstreamError `GIT_FAILED` */
export async function runGit(directory: string, args: readonly string[], input = ''): Promise<Buffer> {
  const settings = Object.entries(SAFE).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const child = spawn('git', ['-C', directory, ...settings, ...args], { env: environment() });
  const out: Buffer[] = [];
  const said: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => out.push(part));
  child.stderr.on('data', (part: Buffer) => said.push(part));
  // A git that ends early closes its input; its exit code tells.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).catch((cause: unknown) => {
    throw new UpstreamError('git cannot be run.', { code: 'GIT_FAILED', kind: 'compute', remedy: 'Install git.', cause });
  });
  if (code === 0) return Buffer.concat(out);
  throw new UpstreamError(`git ${args[0] ?? ''}: ${Buffer.concat(said).toString().trim().slice(0, 500)}`, {
    code: 'GIT_FAILED',
    kind: 'compute',
  });
}

function environment(): Record<string, string> {
  return {
    PATH: [process.execPath.replace(/\/[^/]*$/, ''), '/usr/local/bin', '/usr/bin', '/bin', '/opt/homebrew/bin'].join(':'),
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** Splits what a command with `-z` printed. */
export function splitZero(output: Buffer): string[] {
  return output
    .toString('utf8')
    .split('\0')
    .filter((part) => part !== '');
}
