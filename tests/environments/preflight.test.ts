import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError, UpstreamError } from '#domain/errors.ts';
import { checkMachine, sentenceFor } from '#environments/local/preflight.ts';

const directory = mkdtempSync(join(tmpdir(), 'stepwright-preflight-'));
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});
const dataDir = join(directory, 'data');
const checkRepo = (repoPath: string) => () =>
  checkMachine({ dataDir, work: { repoPath, ticket: { summary: 'A ticket', description: '' } } });

function makeDirectory(name: string): string {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  return path;
}

const withCode = (message: string, code: string) => Object.assign(new Error(message), { code });

function git(path: string, ...args: string[]): void {
  const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
  execFileSync('git', ['-C', path, ...who, ...args], { stdio: 'pipe' });
}

describe('before anything is started', () => {
  test('the data directory is made', () => {
    expect(() => checkMachine({ dataDir, work: undefined })).not.toThrow();
  });

  test('a data directory that is a file, or lies below one, is refused', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')]) {
      expect(() => checkMachine({ dataDir: path, work: undefined })).toThrow(/cannot be made or written to.*--data DIR/);
    }
  });

  test.skipIf(process.getuid?.() === 0)('a data directory that cannot be written to is refused', () => {
    const path = makeDirectory('read-only');
    chmodSync(path, 0o500);
    expect(() => checkMachine({ dataDir: path, work: undefined })).toThrow(/cannot be made or written to/);
  });

  test('a directory that is no git repository is refused', () => {
    expect(checkRepo(makeDirectory('plain'))).toThrow(/plain is no git repository/);
  });

  test('a repository without a commit is refused, one with a commit is not, and a directory inside it is', () => {
    const repo = makeDirectory('repo');
    const below = makeDirectory('repo/src');
    git(repo, 'init', '--quiet');
    expect(checkRepo(repo)).toThrow(/has no commit yet/);
    git(repo, 'commit', '--quiet', '--allow-empty', '--message', 'first');
    expect(checkRepo(repo)).not.toThrow();
    expect(checkRepo(below)).toThrow(/not the top directory/);
  });

  test('a bare repository is as good as a work tree', () => {
    const [repo, bare] = [makeDirectory('other'), join(directory, 'bare.git')];
    git(repo, 'init', '--quiet');
    git(repo, 'commit', '--quiet', '--allow-empty', '--message', 'first');
    git(repo, 'clone', '--quiet', '--bare', '.', bare);
    expect(checkRepo(bare)).not.toThrow();
  });
});

describe('an error that stops the environment', () => {
  const context = { port: 8787, dataDir: '/data' };

  test.each([
    [withCode('listen EADDRINUSE: address already in use 127.0.0.1:8787', 'EADDRINUSE'), /Port 8787 is in use/],
    [withCode('listen EACCES: permission denied 127.0.0.1:80', 'EACCES'), /Port 8787 needs privileges/],
    [withCode('ENOSPC: no space left on device, write', 'ENOSPC'), /disk that holds \/data is full/],
    [withCode('database or disk is full', 'ERR_SQLITE_ERROR'), /disk that holds \/data is full/],
    [new Error('git gc ended with 128: unable to create temporary file: No space left on device'), /disk .* is full/],
    [withCode("EROFS: read-only file system, open '/data/ports.json'", 'EROFS'), /\/data cannot be made or written to/],
    [withCode('file is not a database', 'ERR_SQLITE_ERROR'), /database below \/data is damaged/],
    [withCode('database disk image is malformed', 'ERR_SQLITE_ERROR'), /database below \/data is damaged/],
    [new InputError('git is missing.', { code: 'GIT_MISSING' }), /^git is missing\.$/],
    [new UpstreamError('The engine has ended.', { code: 'ENGINE_DIED' }), /^The engine has ended\.$/],
  ])('%s is told in one sentence', (error, sentence) => {
    expect(sentenceFor(error, context)).toMatch(sentence);
    expect(sentenceFor(error, context)).not.toContain('\n');
  });

  test('what we do not know is not explained away', () => {
    expect(sentenceFor(new Error('boom'), context)).toBeUndefined();
    expect(sentenceFor(withCode("EACCES: permission denied, open '/etc/shadow'", 'EACCES'), context)).toBeUndefined();
  });
});
