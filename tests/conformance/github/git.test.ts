import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clone, folderOf, git, pushBranch } from '#tests/environments/github/git-client.ts';
import { at, useShop } from './shop.ts';

const shop = useShop();
const cloneUrl = (): string => `${shop().twin.url}/git/acme/shop.git`;
const fresh = (): Promise<string> => clone(cloneUrl(), shop().twin.github.personalToken);

test('a push larger than git sends in one piece arrives whole', async () => {
  const folder = await fresh();
  await git(folder, 'checkout', '--quiet', '-B', 'large');
  writeFileSync(join(folder, 'large.bin'), randomBytes(5_000_000));
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message', 'Large');
  await git(folder, 'push', '--quiet', 'origin', 'large');
  const again = await fresh();
  expect(await git(again, 'rev-parse', 'origin/large^{tree}')).toBe(await git(folder, 'rev-parse', 'HEAD^{tree}'));
});

test('pushes to several branches at once all count, each told once', async () => {
  const branches = ['many/1', 'many/2', 'many/3', 'many/4'];
  const shas = await Promise.all(
    branches.map(async (branch) => pushBranch(await fresh(), branch, { [`${branch}.txt`]: branch })),
  );
  for (const sha of shas) await shop().twin.delivered(({ event, body }) => event === 'push' && body['after'] === sha);
  const told = shop().twin.deliveries.filter(({ event, body }) => event === 'push' && shas.includes(String(body['after'])));
  expect(told).toHaveLength(branches.length);
  const { data } = await shop().app.rest.git.listMatchingRefs({ ...at, ref: 'heads/many/' });
  expect(data.map(({ object }) => object.sha)).toEqual(shas);
});

test('a push that is behind is refused, and a forced one is told as forced', async () => {
  const [first, second] = [await fresh(), await fresh()];
  const before = await pushBranch(first, 'race', { 'race.txt': 'first\n' });
  await expect(pushBranch(second, 'race', { 'race.txt': 'second\n' })).rejects.toThrow(/rejected/);
  await git(second, 'push', '--quiet', '--force', 'origin', 'race');
  const after = await git(second, 'rev-parse', 'HEAD');
  const forced = await shop().twin.delivered(({ event, body }) => event === 'push' && body['after'] === after);
  expect(forced.body).toMatchObject({ before, forced: true, created: false });
});

test('a pull request follows a force push, and its old head can still be fetched through its ref', async () => {
  const folder = await fresh();
  await pushBranch(folder, 'moving', { 'moving.txt': 'one\n' });
  const { data } = await shop().app.rest.pulls.create({ ...at, title: 'Moving', head: 'moving', base: 'main' });
  await git(folder, 'commit', '--quiet', '--amend', '--message', 'Other');
  await git(folder, 'push', '--quiet', '--force', 'origin', 'moving');
  const head = await git(folder, 'rev-parse', 'HEAD');
  const pull = await shop().app.rest.pulls.get({ ...at, pull_number: data.number });
  expect(pull.data.head.sha).toBe(head);
  await git(folder, 'fetch', '--quiet', 'origin', `refs/pull/${data.number}/head`);
  expect(await git(folder, 'rev-parse', 'FETCH_HEAD')).toBe(head);
});

test('nobody pushes to the refs that pull requests keep', async () => {
  await expect(git(await fresh(), 'push', 'origin', 'HEAD:refs/pull/1/head')).rejects.toThrow(/deny updating a hidden ref/);
});

test('a shallow clone is shallow', async () => {
  const folder = folderOf({});
  const url = cloneUrl().replace('://', `://x-access-token:${shop().twin.github.personalToken}@`);
  await git(folder, 'clone', '--quiet', '--depth', '1', '--branch', 'feature/price', url, 'shallow');
  expect(await git(join(folder, 'shallow'), 'rev-list', '--count', 'HEAD')).toBe('1');
});

test('a tag is told, and starts no CI', async () => {
  const folder = await fresh();
  await git(folder, 'tag', 'v9');
  await git(folder, 'push', '--quiet', 'origin', 'v9');
  const push = await shop().twin.delivered(({ event, body }) => event === 'push' && body['ref'] === 'refs/tags/v9');
  expect(push.body).toMatchObject({ created: true, commits: [] });
});
