import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { openWorkspaces, type WorkspacesInput } from '#adapters/git/open-workspaces.ts';
import { openSandbox } from '#adapters/sandbox/open-sandbox.ts';
import type { Workspace } from '#ports/workspace.ts';

const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: tmpdir(),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A person',
  GIT_AUTHOR_EMAIL: 'person@example.org',
  GIT_COMMITTER_NAME: 'A person',
  GIT_COMMITTER_EMAIL: 'person@example.org',
};

export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}

export const TASK_ID = 'task_01ARZ3NDEKTSV4RRFFQ69G5FAV';
export const BRANCH = `stepwright/${TASK_ID}/work`;

/** One for all tests of a file: it is tried out once. */
export const sandbox = openSandbox({ path: process.env['PATH'] ?? '', home: process.env['HOME'] });

const places: string[] = [];
afterAll(() => {
  for (const place of places) rmSync(place, { recursive: true, force: true });
});

/** A server's repository with `main` and the task's branch, and a person's clone of it. */
export function createServer(files: Readonly<Record<string, string>>): { place: string; url: string; person: string } {
  const place = mkdtempSync(join(tmpdir(), 'stepwright-git-'));
  places.push(place);
  const url = join(place, 'server.git');
  const person = join(place, 'person');
  git(place, 'init', '--quiet', '--bare', '--initial-branch=main', url);
  git(place, 'init', '--quiet', '--initial-branch=main', person);
  writeFiles(person, files);
  git(person, 'add', '--all');
  git(person, 'commit', '--quiet', '--message', 'First');
  git(person, 'remote', 'add', 'origin', url);
  git(person, 'push', '--quiet', 'origin', 'main', `main:${BRANCH}`);
  return { place, url, person };
}

/** Pushes one more commit to the branch, or a new branch from `start`, as somebody else. */
export function pushAsPerson(
  person: string,
  branch: string,
  files: Readonly<Record<string, string>>,
  start = `origin/${branch}`,
): string {
  git(person, 'fetch', '--quiet', 'origin');
  git(person, 'checkout', '--quiet', '-B', branch, start);
  writeFiles(person, files);
  git(person, 'add', '--all');
  git(person, 'commit', '--quiet', '--message', 'By a person');
  git(person, 'push', '--quiet', 'origin', branch);
  return git(person, 'rev-parse', 'HEAD');
}

/** Opens the checkout of the task's branch below `place`. */
export function openAt(place: string, url: string, more: Partial<WorkspacesInput> = {}): Promise<Workspace> {
  const workspaces = openWorkspaces({ root: join(place, 'work'), sandbox, ...more });
  return workspaces.open({
    taskId: TASK_ID,
    repo: 'acme/shop',
    cloneUrl: url,
    branch: BRANCH,
    baseBranch: 'main',
    withSaved: true,
    token: async () => 'secret',
  });
}
