import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grepPaths, readFragments } from '#environments/local/github/git/grep.ts';
import { findObject, readObject } from '#environments/local/github/git/object-reader.ts';
import { readRef } from '#environments/local/github/git/refs.ts';

const BINARY = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
let dir = '';
let tree = '';

function git(...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: tree, encoding: 'utf8' }).trim();
}

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'stepwright-objects-'));
  dir = join(tree, '.git');
  git('init', '--quiet', '--initial-branch=main', '.');
  writeFileSync(join(tree, 'binary'), BINARY);
  writeFileSync(join(tree, 'a name.txt'), 'one\nNeedle two\nthree\nfour\nfive\nneedle six\n');
  writeFileSync(join(tree, 'other.txt'), 'nothing here\n--\nneedle\n--\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('the object reader', () => {
  test('answers many questions at once, each with its own object, binary content included', async () => {
    const head = git('rev-parse', 'HEAD');
    const asked = Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? readObject(dir, 'main:binary') : findObject(dir, 'main')));
    const answers = await Promise.all(asked);
    for (const [n, answer] of answers.entries()) {
      if (n % 2 === 0) expect(answer?.content.equals(BINARY)).toBe(true);
      else expect(answer).toMatchObject({ sha: head, type: 'commit' });
    }
  });

  test.each(['nothing', 'main:nothing', '', 'main\nmain', 'main\0', '0'.repeat(40), '--all'])(
    'what names nothing (%j) is nothing, and the next question is answered',
    async (revision) => {
      expect(await readObject(dir, revision)).toBeUndefined();
      expect((await readObject(dir, 'main:a name.txt'))?.content.toString()).toContain('Needle');
    },
  );

  test('sees what was written after it started', async () => {
    expect(await readRef(dir, 'refs/heads/late')).toBeUndefined();
    git('branch', 'late');
    expect(await readRef(dir, 'refs/heads/late')).toBe(git('rev-parse', 'HEAD'));
    expect(await readRef(dir, 'refs/heads/late~0')).toBeUndefined();
    expect(await readRef(dir, 'late')).toBeUndefined();
  });

  test('rejects when there is no repository, and does not wait for ever', async () => {
    await expect(findObject(join(tree, 'missing'), 'main')).rejects.toThrow('git cat-file ended');
  });
});

describe('code search', () => {
  test('shows the matching lines of each file with one line around them', async () => {
    const paths = await grepPaths(dir, 'main', ['needle'], 10);
    expect(paths).toEqual(['a name.txt', 'other.txt']);
    const fragments = await readFragments(dir, 'main', paths, ['needle']);
    expect(Object.fromEntries(fragments)).toEqual({
      'a name.txt': 'one\nNeedle two\nthree\n--\nfive\nneedle six',
      'other.txt': '--\nneedle\n--',
    });
  });
});
