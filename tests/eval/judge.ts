import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { EvalTask } from './eval-task.ts';

export interface Verdict {
  readonly solved: boolean;
  /** Changed files that are neither tests nor among those that the known solution changes. */
  readonly beyond: readonly string[];
  /** What the hidden tests printed, the end of it. */
  readonly output: string;
}

const HIDDEN_TESTS_MS = 120_000;
const SHOWN = 2_000;

/** Clones a commit of a bare repository and runs the hidden tests, which nobody who solved the task has seen. */
export function judge(task: EvalTask, change: { bare: string; headSha: string }, directory: string): Verdict {
  git(directory, 'clone', '--quiet', change.bare, directory);
  const base = git(directory, 'rev-parse', 'HEAD').trim();
  git(directory, 'checkout', '--quiet', change.headSha);
  const changed = git(directory, 'diff', '--name-only', `${base}...${change.headSha}`).split('\n').filter(Boolean);
  cpSync(join(task.directory, 'hidden'), join(directory, 'hidden'), { recursive: true });
  const run = spawnSync('sh', ['-c', task.hidden], { cwd: directory, encoding: 'utf8', timeout: HIDDEN_TESTS_MS });
  const isExpected = (path: string): boolean =>
    task.reference.includes(path) || task.tests.some((start) => path.startsWith(start));
  return {
    solved: run.status === 0,
    beyond: changed.filter((path) => !isExpected(path)),
    output: `${run.stdout}${run.stderr}`.slice(-SHOWN),
  };
}

/** Runs git without the user's configuration. @throws when git fails */
export function git(cwd: string, ...args: readonly string[]): string {
  const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const run = spawnSync('git', args, { cwd, encoding: 'utf8', env });
  if (run.status !== 0) throw new Error(`git ${args.join(' ')}: ${run.stderr}`);
  return run.stdout;
}
