import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeModel } from '@langchain/core/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openMirrors } from '#adapters/git/open-mirrors.ts';
import { createDiscoveryAgent } from '#agents/discovery/graph.ts';
import { rankRepositories } from '#agents/discovery/rank-repositories.ts';
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
const facts = (name: string, readme: string, provides: string[] = []) => ({
  name,
  readme,
  provides,
  uses: [],
  specifications: [],
});

describe('repositories are ranked without a model', () => {
  const rank = (
    repositories: ReturnType<typeof repository>[],
    word: string,
    input: Partial<Parameters<typeof rankRepositories>[2]> = {},
  ) =>
    rankRepositories(repositories, new Map([[word, 1]]), { hits: [], facts: new Map(), ...input }).map(
      ({ repository: { name } }) => name,
    );

  test.each([
    ['its name', [repository('acme/web'), repository('acme/shipping')], {}],
    ['its description', [repository('acme/web'), repository('acme/shipping', 'What shipping costs')], {}],
    ['its topics', [repository('acme/web'), repository('acme/shipping', '', ['shipping'])], {}],
    [
      'its README',
      [repository('acme/web'), repository('acme/x')],
      { facts: new Map([['acme/x', facts('acme/x', 'Quotes shipping.')]]) },
    ],
    [
      'a package it makes',
      [repository('acme/web'), repository('acme/x')],
      { facts: new Map([['acme/x', facts('acme/x', '', ['@acme/shipping'])]]) },
    ],
    ['its code', [repository('acme/web'), repository('acme/x')], { hits: [{ repo: 'acme/x', path: 'a.js', fragment: '' }] }],
  ])('by %s', (_, repositories, input) => {
    expect(rank(repositories, 'ship', input)[0]).not.toBe('acme/web');
  });

  test('a word that all have tells nothing of any', () => {
    const all = ['a', 'b', 'c'].map((name) => repository(`acme/${name}`, 'shipping'));
    expect(rank(all, 'ship')).toEqual(['acme/a', 'acme/b', 'acme/c']);
  });
});
