import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';

const run = promisify(execFile);

const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

/** Runs a real git and answers its output; rejects with git's own words. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd, env: ENVIRONMENT });
  return stdout.trim();
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-test-'));
  folders.push(folder);
  return folder;
}

/** A new folder with these files, removed after the tests of the file. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  addFiles(folder, files);
  return folder;
}

export function addFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** Clones with a token in the address, as Actions does. */
export async function clone(cloneUrl: string, token: string): Promise<string> {
  const folder = newFolder();
  const url = new URL(cloneUrl);
  url.username = 'x-access-token';
  url.password = token;
  await git(folder, 'clone', '--quiet', url.href, '.');
  return folder;
}

/** Commits files; answers the commit. */
export async function commitFiles(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  addFiles(folder, files);
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message', `Change ${Object.keys(files).join(', ')}`);
  return git(folder, 'rev-parse', 'HEAD');
}

/** Commits files on a new branch and pushes it; answers the commit. */
export async function pushBranch(folder: string, branch: string, files: Readonly<Record<string, string>>): Promise<string> {
  await git(folder, 'checkout', '--quiet', '-B', branch);
  const sha = await commitFiles(folder, files);
  await git(folder, 'push', '--quiet', 'origin', branch);
  return sha;
}
