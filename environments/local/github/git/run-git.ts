import { AsyncLocalStorage } from 'node:async_hooks';
import { LRUCache } from 'lru-cache';
import PQueue from 'p-queue';
import { type GitResult, spawnGit } from '#adapters/git/spawner.ts';

interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment of every git child: no user or system configuration, no prompts, no credentials. */
export const GIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** Many tasks at once must not become as many processes at once: this many run git at a time, the others wait in line. */
const turns = new PQueue({ concurrency: 8 });
const inChange = new AsyncLocalStorage<true>();

/** A change of a repository takes several gits in a row while all other changes of it wait, so none of them waits behind readers. */
export function goingFirst<T>(change: () => Promise<T>): Promise<T> {
  return inChange.run(true, change);
}

/** Runs this when it is its turn. */
export function takeTurn<T>(run: () => Promise<T>): Promise<T> {
  return turns.add(run, { priority: inChange.getStore() ? 1 : 0 });
}

/** What these say of objects named by their full hashes never changes. */
const OF_OBJECTS = new Set(['diff', 'format-patch', 'log', 'ls-tree', 'merge-base', 'merge-tree', 'rev-list']);
const OBJECTS = /^[0-9a-f]{40}(?:\.{2,3}[0-9a-f]{40})?$/;
const KEPT_BYTES = 32 * 1024 ** 2;

const kept = new LRUCache<string, GitResult, { dir: string; args: readonly string[] }>({
  maxSize: KEPT_BYTES,
  sizeCalculation: ({ stdout, stderr }) => stdout.length + stderr.length + 1,
  fetchMethod: (_key, _stale, { context: { dir, args } }) => inTurn(dir, args),
});

/** Runs git on a bare repository and answers whatever its exit code; rejects only when git cannot be started. */
export async function tryGit(dir: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  if (options.input !== undefined || options.env !== undefined || !isOfObjects(args)) return inTurn(dir, args, options);
  const key = [dir, ...args].join('\0');
  const result = await kept.forceFetch(key, { context: { dir, args } });
  // From 2 on it is a failure: an object that is not there now may come.
  if (result.code > 1) kept.delete(key);
  return result;
}

function isOfObjects(args: readonly string[]): boolean {
  const [command = '', ...rest] = args;
  const paths = rest.indexOf('--');
  const revisions = (paths < 0 ? rest : rest.slice(0, paths)).filter((arg) => !arg.startsWith('-'));
  return OF_OBJECTS.has(command) && revisions.length > 0 && revisions.every((revision) => OBJECTS.test(revision));
}

async function inTurn(dir: string, args: readonly string[], { input = '', env }: GitOptions = {}): Promise<GitResult> {
  return takeTurn(() => spawnGit({ args, env: { ...GIT_ENVIRONMENT, GIT_DIR: dir, ...env }, input }));
}

/** Runs git on a bare repository and answers its output; throws when it fails. */
export async function runGit(dir: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const result = await tryGit(dir, args, options);
  if (result.code !== 0) throw new Error(`git ${args[0] ?? ''} ended with ${result.code}: ${result.stderr.trim()}`);
  return result.stdout.toString('utf8');
}
