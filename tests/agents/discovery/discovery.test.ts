import { fakeModel } from '@langchain/core/testing';
import { describe, expect, test } from 'vitest';
import { createDiscoveryAgent } from '#agents/discovery/graph.ts';
import type { Discovery } from '#domain/discovery.ts';
import { UpstreamError } from '#domain/errors.ts';
import { stepResultSchema } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import { memoryHost } from '#tests/agents/harness/memory-host.ts';
import { stepContext } from '#tests/agents/harness/step-context.ts';
import { aTask } from '#tests/fakes/samples.ts';

const SHOP = { 'src/rates.js': 'export function shipping(order) {}', 'test/rates.test.js': 'shipping', 'package.json': '{}' };
const host = () =>
  memoryHost({ 'acme/shop': SHOP, 'acme/web': { 'src/cart.js': 'shipping' }, 'acme/docs': { 'README.md': 'docs' } });

const file = (path: string, relevance = 0.9) => ({ path, type: 'source' as const, relevance });
const repository = (name: string, relevance: number, files = [file('src/rates.js')]) => ({
  name,
  relevance,
  reason: 'it has it',
  files,
});
const dependency = (from: string, to: string) => ({ from, to, type: 'API' as const, description: 'calls it' });
const answerWith = (repositories: unknown[], rest: Partial<Discovery> = {}) => ({
  repositories,
  dependencies: [],
  complexity: 'High',
  approach: 'Change the rates.',
  ...rest,
});

async function discover(answers: unknown[], repoHost = host(), task: Partial<Task> = {}) {
  const model = fakeModel();
  for (const [index, args] of answers.entries())
    model.respondWithTools([{ name: 'submit_discovery', args: Object(args), id: `${index}` }]);
  const { context, store } = stepContext({ model, task });
  const result = await createDiscoveryAgent({ repoHost }).run(context);
  const parsed = stepResultSchema.parse(result);
  if (parsed.type !== 'discovery') throw new Error(`unexpected ${parsed.type}`);
  return { discovery: parsed.discovery, model, store, repoHost };
}

test('the model gets the ticket, the visible repositories and the search hits as marked data', async () => {
  const { model, repoHost } = await discover([answerWith([repository('acme/shop', 1)])]);
  const [system, user] = model.calls[0]?.messages ?? [];
  expect(system?.text.split('\n')[0]).toBe("You are Stepwright's discovery agent.");
  expect(user?.text).toMatch(/<outside-text label="ticket">\nFree shipping over 50/);
  expect(user?.text).toContain('acme/web: The acme/web code [shop]');
  expect(user?.text).toContain('acme/shop src/rates.js\nexport function shipping');
  expect(repoHost.searched.map((word) => word.toLowerCase())).toContain('shipping');
});

test('the model is told the repository that whoever asked has named', async () => {
  const answers = [answerWith([repository('acme/shop', 1)])];
  const { model } = await discover(answers, host(), { ticket: { ...aTask().ticket, repo: 'acme/shop' } });
  expect(model.calls[0]?.messages[1]?.text).toContain('named the repository acme/shop');
});

describe('what leaves is verified against the repositories', () => {
  test('paths that do not exist and repositories that are not visible are dropped', async () => {
    const { discovery } = await discover([
      answerWith([repository('acme/shop', 1, [file('src/rates.js'), file('src/invented.js')]), repository('acme/secret', 0.9)]),
    ]);
    expect(discovery.repositories).toEqual([repository('acme/shop', 1)]);
  });

  test('a relevance below 0.3 is dropped, the rest is sorted, names are spelled as the host spells them', async () => {
    const { discovery } = await discover([
      answerWith([
        repository('acme/docs', 0.29, []),
        repository('ACME/web', 0.6, []),
        repository('acme/shop', 1, [file('package.json', 0.2), file('src/rates.js', 0.9), file('src/rates.js', 0.5)]),
      ]),
    ]);
    expect(discovery.repositories.map(({ name, files }) => [name, files.map(({ path }) => path)])).toEqual([
      ['acme/shop', ['src/rates.js', 'package.json']],
      ['acme/web', []],
    ]);
  });

  test('dependencies stay only between repositories that stay', async () => {
    const { discovery } = await discover([
      answerWith([repository('acme/shop', 1), repository('acme/web', 0.7, [])], {
        dependencies: [
          dependency('acme/web', 'acme/shop'),
          dependency('acme/web', 'acme/secret'),
          dependency('acme/shop', 'acme/shop'),
        ],
      }),
    ]);
    expect(discovery.dependencies).toEqual([dependency('acme/web', 'acme/shop')]);
  });

  test('the complexity is computed, whatever the model says', async () => {
    const { discovery } = await discover([answerWith([repository('acme/shop', 1)])]);
    expect(discovery.complexity).toBe('Low');
  });

  test('an answer of which nothing exists goes back to the model with the names that do', async () => {
    const { discovery, model } = await discover([
      answerWith([repository('acme/secret', 1)]),
      answerWith([repository('acme/shop', 1)]),
    ]);
    expect(discovery.repositories[0]?.name).toBe('acme/shop');
    expect(model.calls[1]?.messages.at(-1)?.text).toContain('acme/shop, acme/web, acme/docs');
  });
});

test('at most twenty repositories are shown, those with hits first, and at most ten are answered', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `acme/r${index}`);
  const many = memoryHost({ ...Object.fromEntries(names.map((name) => [name, { 'a.js': '' }])), 'acme/shop': SHOP });
  const { model, discovery } = await discover(
    [answerWith([...names, 'acme/shop'].map((name) => repository(name, 0.5, [])))],
    many,
  );
  const shown = model.calls[0]?.messages[1]?.text ?? '';
  expect(shown.match(/: The acme\//g)).toHaveLength(20);
  expect(shown).toContain('acme/shop: The acme/shop code');
  expect(discovery.repositories).toHaveLength(10);
});

test('the model can search, list and read, and is told what it gets wrong', async () => {
  const model = fakeModel()
    .respondWithTools([
      { name: 'search_code', args: { query: 'cart' }, id: '1' },
      { name: 'list_files', args: { repo: 'acme/shop', under: 'test' }, id: '2' },
      { name: 'read_file', args: { repo: 'acme/web', path: 'src/cart.js' }, id: '3' },
      { name: 'read_file', args: { repo: 'acme/web', path: '../secret' }, id: '4' },
      { name: 'list_files', args: { repo: 'acme/secret' }, id: '5' },
    ])
    .respondWithTools([{ name: 'submit_discovery', args: answerWith([repository('acme/shop', 1)]), id: '6' }]);
  const { context } = stepContext({ model });
  await createDiscoveryAgent({ repoHost: host() }).run(context);
  const results = model.calls[1]?.messages.slice(-5).map(({ text }) => text) ?? [];
  expect(results[0]).toContain('acme/web src/cart.js');
  expect(results[1]).toMatch(/>\ntest\/rates\.test\.js\n</);
  expect(results[2]).toContain('shipping');
  expect(results[3]).toMatch(/^Error: .*no file/);
  expect(results[4]).toMatch(/^Error: .*no repository acme\/secret.*acme\/shop/);
});

test('without any visible repository the requester is told to install the app', async () => {
  await expect(discover([], memoryHost({}))).rejects.toMatchObject({ name: 'PolicyError', code: 'NO_REPOSITORY' });
});

test('a host that is down fails the step under a name that is retried', async () => {
  const down = {
    ...host(),
    searchCode: () => Promise.reject(new UpstreamError('GitHub is down', { code: 'GITHUB_UNREACHABLE' })),
  };
  await expect(discover([], down)).rejects.toMatchObject({ name: 'UpstreamError', code: 'GITHUB_UNREACHABLE' });
});

test('an abort ends it with its reason', async () => {
  const controller = new AbortController();
  controller.abort(new UpstreamError('gone', { code: 'STEP_GONE' }));
  const { context } = stepContext({ model: fakeModel(), signal: controller.signal });
  await expect(createDiscoveryAgent({ repoHost: host() }).run(context)).rejects.toMatchObject({ code: 'STEP_GONE' });
});
