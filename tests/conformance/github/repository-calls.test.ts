import type { Octokit } from '@octokit/rest';
import { expect } from 'vitest';
import { answers, at, base64, useShop } from './shop.ts';

const shop = useShop();
const app = (): Octokit => shop().app;
const developer = (): Octokit => shop().twin.octokit;

answers(
  'repos.get',
  200,
  () => app().rest.repos.get(at),
  () => ({
    full_name: 'acme/shop',
    description: 'Sells things',
    topics: ['node'],
    default_branch: 'main',
    owner: { type: 'Organization' },
  }),
);
answers('repos.get in capitals', 200, () => app().rest.repos.get({ owner: 'ACME', repo: 'Shop' }));
answers(
  'repos.getAllTopics',
  200,
  () => app().rest.repos.getAllTopics(at),
  () => ({ names: ['node'] }),
);
answers(
  'repos.listForOrg',
  200,
  () => app().rest.repos.listForOrg({ org: 'acme' }),
  () => [{ name: 'shop' }],
);
answers(
  'repos.listForAuthenticatedUser',
  200,
  () => developer().rest.repos.listForAuthenticatedUser(),
  () => [{ name: 'shop' }],
);
answers(
  'repos.listBranches',
  200,
  () => app().rest.repos.listBranches(at),
  () => expect.arrayContaining([expect.objectContaining({ name: 'feature/price', protected: false })]),
);
answers(
  'repos.getBranch',
  200,
  () => app().rest.repos.getBranch({ ...at, branch: 'feature/price' }),
  () => ({ commit: { sha: shop().feature } }),
);
answers(
  'git.getRef',
  200,
  () => app().rest.git.getRef({ ...at, ref: 'heads/feature/price' }),
  () => ({ ref: 'refs/heads/feature/price', object: { sha: shop().feature, type: 'commit' } }),
);
answers(
  'git.listMatchingRefs',
  200,
  () => app().rest.git.listMatchingRefs({ ...at, ref: 'heads/fea' }),
  () => [{ ref: 'refs/heads/feature/price' }],
);
answers(
  'git.getCommit',
  200,
  () => app().rest.git.getCommit({ ...at, commit_sha: shop().feature }),
  () => ({ parents: [{ sha: shop().main }], author: { name: 'Ada' }, message: 'Change src/price.js, new.txt' }),
);
answers(
  'git.getTree',
  200,
  () => app().rest.git.getTree({ ...at, tree_sha: 'main', recursive: '1' }),
  () => ({
    truncated: false,
    tree: [{ path: 'README.md', type: 'blob' }, { path: 'src', type: 'tree' }, { path: 'src/price.js' }, { path: 'src/tax.js' }],
  }),
);
answers(
  'git.createBlob',
  201,
  () => app().rest.git.createBlob({ ...at, content: 'hello' }),
  () => ({ sha: 'b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0' }),
);
answers(
  'git.createTag',
  201,
  () => app().rest.git.createTag({ ...at, tag: 'v1', message: 'One', object: shop().main, type: 'commit' }),
  () => ({ tag: 'v1', message: 'One', object: { sha: shop().main, type: 'commit' } }),
);
answers(
  'repos.getContent of a file',
  200,
  () => app().rest.repos.getContent({ ...at, path: 'src/price.js' }),
  () => ({ type: 'file', encoding: 'base64', content: base64('export const price = 1;\n'), size: 24 }),
);
answers(
  'repos.getContent of a folder',
  200,
  () => app().rest.repos.getContent({ ...at, path: 'src' }),
  () => [
    { name: 'price.js', type: 'file' },
    { name: 'tax.js', type: 'file' },
  ],
);
answers(
  'repos.getContent at a branch',
  200,
  () => app().rest.repos.getContent({ ...at, path: 'new.txt', ref: 'feature/price' }),
  () => ({ content: base64('new\n') }),
);
answers(
  'repos.listCommits',
  200,
  () => app().rest.repos.listCommits({ ...at, sha: 'feature/price' }),
  () => [{ sha: shop().feature }, { sha: shop().main }],
);
answers(
  'repos.listCommits of a path',
  200,
  () => app().rest.repos.listCommits({ ...at, sha: 'feature/price', path: 'new.txt' }),
  () => [{ sha: shop().feature }],
);
answers(
  'repos.getCommit',
  200,
  () => app().rest.repos.getCommit({ ...at, ref: 'feature/price' }),
  () => ({
    sha: shop().feature,
    stats: { total: 3 },
    files: [{ filename: 'new.txt', status: 'added' }, { filename: 'src/price.js' }],
  }),
);
answers(
  'repos.compareCommits',
  200,
  () => app().rest.repos.compareCommitsWithBasehead({ ...at, basehead: 'main...feature/price' }),
  () => ({
    status: 'ahead',
    ahead_by: 1,
    behind_by: 0,
    merge_base_commit: { sha: shop().main },
    commits: [{ sha: shop().feature }],
  }),
);
