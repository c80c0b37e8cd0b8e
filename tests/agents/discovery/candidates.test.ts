import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeModel } from '@langchain/core/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openMirrors } from '#adapters/git/open-mirrors.ts';
import { createDiscoveryAgent } from '#agents/discovery/graph.ts';
import { namesIn } from '#agents/discovery/names-in.ts';
import { rankRepositories, type Signs } from '#agents/discovery/rank-repositories.ts';
import type { RepositoryFacts } from '#agents/discovery/repository-facts.ts';
import { UpstreamError } from '#domain/errors.ts';
import type { Mirrors } from '#ports/mirrors.ts';
import { memoryHost } from '#tests/agents/harness/memory-host.ts';
import { stepContext } from '#tests/agents/harness/step-context.ts';
import { openWorld, type World } from '#tests/core/localise/world.ts';

const FILES = {
  'package.json': '{"name":"@acme/shop"}',
  'src/rates.js':
    '// What it costs\nexport function quote(order) {\n  // free shipping over a limit\n  return order.total > 50 ? 0 : 5;\n}\n',
  'src/cart.js': 'export const sum = (a, b) => a + b;\n',
};
let world: World;
let folder: string;
beforeEach(() => {
  world = openWorld();
  world.commit('Start', FILES);
  folder = mkdtempSync(join(tmpdir(), 'stepwright-mirrors-'));
});
afterEach(() => {
  world.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function discover(mirrors: Mirrors, path = 'src/rates.js') {
  const model = fakeModel().respondWithTools([
    {
      name: 'submit_discovery',
      id: '1',
      args: {
        repositories: [{ name: 'acme/shop', relevance: 1, reason: 'it has it', files: [{ path, type: 'source', relevance: 1 }] }],
        dependencies: [],
        approach: 'Change it.',
      },
    },
  ]);
  const host = memoryHost({ 'acme/shop': FILES, 'acme/web': { 'package.json': '{"dependencies":{"@acme/shop":"1"}}' } });
  const listRepositories = async () =>
    (await host.listRepositories()).map((repository) => ({ ...repository, cloneUrl: world.directory }));
  const { context, store } = stepContext({ model });
  const result = await createDiscoveryAgent({ repoHost: { ...host, listRepositories }, mirrors }).run(context);
  const { items: events } = await store.listEvents(context.task.id, { limit: 50 });
  return { result, prompt: model.calls[0]?.messages[1]?.text ?? '', events };
}

describe('candidates', () => {
  test('come from a copy of the repository, ranked, with numbered lines', async () => {
    const { prompt } = await discover(openMirrors({ root: folder, path: process.env['PATH'] ?? '' }));
    expect(prompt).toMatch(
      /label="candidates">\nacme\/shop src\/rates\.js\n2\texport function quote\(order\) \{\n3\t {2}\/\/ free shipping over a limit/,
    );
  });

  test('a repository that cannot be copied is looked at by code search alone, and that is told', async () => {
    const down: Mirrors = { fetch: () => Promise.reject(new UpstreamError('git took too long', { code: 'GIT_TIMED_OUT' })) };
    const { prompt, result, events } = await discover(down);
    expect(prompt).toContain('label="candidates">\nnone');
    expect(result.type).toBe('discovery');
    expect(JSON.stringify(events)).toContain('acme/shop cannot be copied here');
  });

  test('an error that is none of ours is not hidden', async () => {
    const broken: Mirrors = { fetch: () => Promise.reject(new TypeError('a bug')) };
    await expect(discover(broken)).rejects.toThrow('a bug');
  });

  test('what manifests show is told to the model', async () => {
    const { prompt } = await discover(openMirrors({ root: folder, path: process.env['PATH'] ?? '' }));
    expect(prompt).toContain('acme/web uses acme/shop (shared-lib): package.json asks for @acme/shop.');
  });
});

const repository = (name: string, description = '', topics: string[] = []) => ({
  name,
  description,
  topics,
  defaultBranch: 'main',
  cloneUrl: '',
});
const facts = (name: string, rest: Partial<RepositoryFacts>) =>
  [name, { name, readme: '', provides: [], uses: [], specifications: [], paths: [], ...rest }] as const;
const hit = (repo: string, path = 'a.js') => ({ repo, path, fragment: '' });

describe('repositories are ranked without a model', () => {
  const rank = (repositories: ReturnType<typeof repository>[], signs: Partial<Signs> = {}) =>
    rankRepositories(repositories, { words: new Map([['ship', 1]]), searches: [], facts: new Map(), ...signs }).map(
      ({ repository: { name } }) => name,
    );
  const both = [repository('acme/web'), repository('acme/x')];

  test.each<[string, ReturnType<typeof repository>[], Partial<Signs>]>([
    ['its name', [repository('acme/web'), repository('acme/shipping')], {}],
    ['its description', [repository('acme/web'), repository('acme/x', 'What shipping costs')], {}],
    ['its topics', [repository('acme/web'), repository('acme/x', '', ['shipping'])], {}],
    ['its README', both, { facts: new Map([facts('acme/x', { readme: 'Quotes shipping.' })]) }],
    ['a package it makes', both, { facts: new Map([facts('acme/x', { provides: ['@acme/shipping'] })]) }],
    ['its paths', both, { facts: new Map([facts('acme/x', { paths: ['src/shipping.js'] })]) }],
    ['its code', both, { searches: [{ keyword: 'ship', hits: [hit('acme/x')] }] }],
    [
      'the name of its package in the ticket',
      both,
      { names: new Set(['@acme/y']), facts: new Map([facts('acme/x', { provides: ['@acme/y'] })]) },
    ],
  ])('by %s', (_, repositories, signs) => {
    expect(rank(repositories, signs)[0]).not.toBe('acme/web');
  });

  test('a word that all have tells nothing of any', () => {
    const all = ['a', 'b', 'c'].map((name) => repository(`acme/${name}`, 'shipping'));
    expect(rank(all)).toEqual(['acme/a', 'acme/b', 'acme/c']);
  });

  test('a word that code search finds in one repository says more than one that it finds in many', () => {
    const common = {
      keyword: 'options',
      hits: [hit('acme/web', 'a'), hit('acme/web', 'b'), hit('acme/y', 'a'), hit('acme/z', 'a')],
    };
    const rare = { keyword: 'freeShippingLimit', hits: [hit('acme/x')] };
    expect(rank(both, { searches: [common, rare] })).toEqual(['acme/x', 'acme/web']);
  });
});

test.each([
  ['an import', "const glob = require('glob')", 'glob'],
  ['an import of a part', "import x from '@acme/rates/quote'", '@acme/rates'],
  ['an installation', 'after npm install rates', 'rates'],
  ['a version', 'since rates@1.2 it is slow', 'rates'],
  ['code', 'the `rates` package', 'rates'],
  ['a compound', 'shipping-service answers 500', 'shipping-service'],
  ['a link', 'see https://github.com/acme/shipping/issues/1', 'acme/shipping'],
])('a ticket mentions a package or repository by %s', (_, text, name) => {
  expect(namesIn(text)).toContain(name);
});

test('a plain word is no name, even when a repository is called so', () => {
  expect([...namesIn('please send a cookie')]).toEqual([]);
});
