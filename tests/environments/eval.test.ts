import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EvalTask, missingPrograms, readEvalTasks } from '../eval/eval-task.ts';
import { git, judge } from '../eval/judge.ts';

const tasks = readEvalTasks();
let room: string;

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'stepwright-judge-'));
});
afterEach(() => rmSync(room, { recursive: true, force: true }));

/** A repository with the task as it is found on main, and these folders of the task on the branch under judgement. */
function prepare({ directory }: EvalTask, ...folders: readonly string[]): { bare: string; headSha: string } {
  const repo = join(room, 'repo');
  cpSync(join(directory, 'repo'), repo, { recursive: true });
  git(repo, 'init', '--quiet', '--initial-branch=main');
  commit(repo);
  git(repo, 'checkout', '--quiet', '-b', 'work');
  for (const folder of folders) cpSync(join(directory, folder), repo, { recursive: true });
  commit(repo);
  const headSha = git(repo, 'rev-parse', 'HEAD').trim();
  git(repo, 'checkout', '--quiet', 'main');
  return { bare: repo, headSha };
}

function commit(repo: string): void {
  git(repo, 'add', '--all');
  git(repo, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '--message', 'c');
}

function judgedIn(name: string): string {
  mkdirSync(join(room, name));
  return join(room, name);
}

test('there are six tasks or more, in three languages', () => {
  expect(tasks.length).toBeGreaterThanOrEqual(6);
  expect(new Set(tasks.map(({ language }) => language)).size).toBeGreaterThanOrEqual(3);
});

describe.each(tasks.filter((task) => missingPrograms(task).length === 0).map((task) => [task.name, task] as const))(
  '%s',
  (_, task) => {
    test('passes its own tests as it is found', () => {
      const { bare } = prepare(task);
      expect(() => execFileSync('make', ['--silent', 'test'], { cwd: bare, stdio: 'pipe' })).not.toThrow();
    });

    test('is not solved as it is found', () => {
      expect(judge(task, prepare(task), judgedIn('judged')).solved).toBe(false);
    });

    test('is solved by its known solution, which changes only what it should', () => {
      expect(judge(task, prepare(task, 'solution'), judgedIn('judged'))).toMatchObject({ solved: true, beyond: [] });
    });
  },
);

test('a file beyond the solution is told', () => {
  const [task] = tasks;
  if (!task) throw new Error('no task');
  // What is hidden from who solves the task is not part of a solution.
  expect(judge(task, prepare(task, 'solution', '.'), judgedIn('judged')).beyond).toContain('ticket.md');
});
