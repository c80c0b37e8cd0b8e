import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openMirrors } from '#adapters/git/open-mirrors.ts';
import { indexCommit } from '#localise/localise.ts';
import { openWorld, type World } from '#tests/core/localise/world.ts';
import { serveGit } from './serve-git.ts';

const TOKEN = 'ghs_never_on_disk';
let world: World;
let folder: string;
let server: Awaited<ReturnType<typeof serveGit>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepwright-mirrors-'));
  world = openWorld();
  world.commit('Start', { 'a.py': 'def one(): pass\n' });
  const served = join(folder, 'served');
  mkdirSync(served);
  execFileSync('git', ['clone', '--quiet', '--bare', world.directory, join(served, 'shop.git')]);
  server = await serveGit(served, `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`);
});
afterEach(async () => {
  await server.close();
  world.remove();
  rmSync(folder, { recursive: true, force: true });
});

const mirrors = () => openMirrors({ root: join(folder, 'mirrors'), path: process.env['PATH'] ?? '' });
const input = (rest: Partial<Parameters<ReturnType<typeof mirrors>['fetch']>[0]> = {}) => ({
  repo: 'acme/shop',
  cloneUrl: `${server.url}/shop.git`,
  branch: 'main',
  token: () => Promise.resolve(TOKEN),
  ...rest,
});

function textsBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'));
}

test('a branch is brought here and read, again when it moved, and the token stays nowhere', async () => {
  const first = await mirrors().fetch(input());
  expect((await indexCommit(first.gitDir, first.commit)).paths).toEqual(['a.py']);
  world.commit('More', { 'b.py': 'x = 1\n' });
  world.git('push', '--quiet', join(folder, 'served', 'shop.git'), 'main');
  const second = await mirrors().fetch(input());
  expect((await indexCommit(second.gitDir, second.commit)).paths).toEqual(['a.py', 'b.py']);
  expect(textsBelow(join(folder, 'mirrors')).some((text) => text.includes(TOKEN))).toBe(false);
});

test('two fetches of one repository at once both succeed', async () => {
  const both = mirrors();
  const [a, b] = await Promise.all([both.fetch(input()), both.fetch(input())]);
  expect(a).toEqual(b);
});

test('a refused token and a name that leads elsewhere are errors that say so', async () => {
  await expect(mirrors().fetch(input({ token: () => Promise.resolve('wrong') }))).rejects.toMatchObject({
    code: 'GIT_AUTH_FAILED',
  });
  await expect(mirrors().fetch(input({ repo: '../shop' }))).rejects.toMatchObject({ code: 'NAME_INVALID' });
});
