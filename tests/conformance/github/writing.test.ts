import type { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { git, pushBranch } from '#tests/environments/github/git-client.ts';
import { at, base64, issue, useShop } from './shop.ts';

const shop = useShop();
const app = (): Octokit => shop().app;

test('a file written over the API is a commit that git can fetch', async () => {
  const written = await app().rest.repos.createOrUpdateFileContents({
    ...at,
    path: 'docs/a b.md',
    branch: 'feature/price',
    message: 'Docs',
    content: base64('é\n'),
  });
  expect(written.status).toBe(201);
  await git(shop().folder, 'fetch', '--quiet', 'origin');
  expect(await git(shop().folder, 'show', 'origin/feature/price:docs/a b.md')).toBe('é');
  expect(await git(shop().folder, 'log', '-1', '--format=%an %s', 'origin/feature/price')).toBe('stepwright[bot] Docs');
  const gone = await app().rest.repos.deleteFile({
    ...at,
    path: 'docs/a b.md',
    branch: 'feature/price',
    message: 'No docs',
    sha: written.data.content?.sha ?? '',
  });
  expect(gone).toMatchObject({ status: 200, data: { content: null } });
});

test('a commit can be built from blobs and trees', async () => {
  const head = (await app().rest.git.getRef({ ...at, ref: 'heads/main' })).data.object.sha;
  const tree = await app().rest.git.createTree({
    ...at,
    base_tree: head,
    tree: [
      { path: 'a/b.txt', mode: '100755', type: 'blob', content: 'b' },
      { path: 'README.md', mode: '100644', type: 'blob', sha: null },
    ],
  });
  const commit = await app().rest.git.createCommit({ ...at, message: 'Built', tree: tree.data.sha, parents: [head] });
  await app().rest.git.createRef({ ...at, ref: 'refs/heads/built', sha: commit.data.sha });
  await git(shop().folder, 'fetch', '--quiet', 'origin');
  expect(await git(shop().folder, 'diff', '--name-status', 'origin/main', 'origin/built')).toBe('D\tREADME.md\nA\ta/b.txt');
});

test('two branches that change the same line conflict, and cannot be merged until one gives way', async () => {
  await git(shop().folder, 'checkout', '--quiet', '-B', 'left', shop().main);
  await pushBranch(shop().folder, 'left', { 'src/tax.js': 'left\n' });
  await git(shop().folder, 'checkout', '--quiet', '-B', 'right', shop().main);
  await pushBranch(shop().folder, 'right', { 'src/tax.js': 'right\n' });
  const left = await app().rest.pulls.create({ ...at, title: 'Left', head: 'left', base: 'main' });
  const right = await app().rest.pulls.create({ ...at, title: 'Right', head: 'right', base: 'main' });
  expect(right.data).toMatchObject({ mergeable: true, mergeable_state: 'clean' });
  await app().rest.pulls.merge({ ...at, pull_number: left.data.number, merge_method: 'squash' });
  const stuck = { ...at, pull_number: right.data.number };
  expect((await app().rest.pulls.get(stuck)).data).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
  await expect(app().rest.pulls.merge(stuck)).rejects.toMatchObject({ status: 405 });
  await git(shop().folder, 'fetch', '--quiet', 'origin');
  await git(shop().folder, 'merge', '--quiet', '--strategy', 'ours', '--message', 'Give way', 'origin/main');
  await git(shop().folder, 'push', '--quiet', 'origin', 'right');
  expect((await app().rest.pulls.get(stuck)).data).toMatchObject({ mergeable: true });
});

test('a pull request whose commits are pushed to its base is merged; one whose branch goes is closed', async () => {
  await git(shop().folder, 'fetch', '--quiet', 'origin');
  await git(shop().folder, 'checkout', '--quiet', '-B', 'direct', 'origin/main');
  const sha = await pushBranch(shop().folder, 'direct', { 'direct.txt': 'd\n' });
  const direct = await app().rest.pulls.create({ ...at, title: 'Direct', head: 'direct', base: 'main' });
  await git(shop().folder, 'push', '--quiet', 'origin', 'direct:main');
  const merged = await app().rest.pulls.get({ ...at, pull_number: direct.data.number });
  expect(merged.data).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: sha });
  await pushBranch(shop().folder, 'gone', { 'gone.txt': 'g\n' });
  const gone = await app().rest.pulls.create({ ...at, title: 'Gone', head: 'gone', base: 'main' });
  await git(shop().folder, 'push', '--quiet', 'origin', '--delete', 'gone');
  const closed = await app().rest.pulls.get({ ...at, pull_number: gone.data.number });
  expect(closed.data).toMatchObject({ state: 'closed', merged: false, changed_files: 1 });
});

test('long lists come in pages that lead to each other', async () => {
  for (const n of [1, 2, 3]) await app().rest.issues.createComment({ ...issue, body: `comment ${n}` });
  const first = await app().rest.issues.listComments({ ...issue, per_page: 2 });
  expect(first.data).toHaveLength(2);
  expect(first.headers.link).toMatch(/page=2>; rel="next".*page=2>; rel="last"/);
  const all = await app().paginate(app().rest.issues.listComments, { ...issue, per_page: 2 });
  expect(all.map((one) => one.body)).toEqual(['comment 1', 'comment 2', 'comment 3']);
});
