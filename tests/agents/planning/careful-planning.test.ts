import { fakeModel } from '@langchain/core/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { createPlanningAgent } from '#agents/planning/graph.ts';
import { memoryHost, type MemoryHost } from '#tests/agents/harness/memory-host.ts';
import { stepContext } from '#tests/agents/harness/step-context.ts';
import { aPlan, aPlanTask, aTask, TASK_ID } from '#tests/fakes/samples.ts';
import type { MemoryTaskStore } from '#tests/fakes/task-store.ts';
import { aTracker, planningStore, planWith, submit } from './planning-rig.ts';

let host: MemoryHost;
let store: MemoryTaskStore;

beforeEach(() => {
  host = memoryHost({ 'acme/shop': { 'src/rates.js': 'x', 'src/cart.js': 'y' }, 'acme/web': {} });
  store = planningStore();
});

describe('before anything is spent', () => {
  test.each([
    ['may not be written to', { permissions: { contents: 'read' } }],
    ['is archived', { archived: true }],
  ])('a repository that %s ends the step', async (_, access) => {
    const usual = await host.readAccess('acme/shop');
    const readAccess: MemoryHost['readAccess'] = async () => ({ ...usual, ...access });
    const model = fakeModel();
    const { context } = stepContext({ model, store, task: aTask({ status: 'planning' }), agent: 'planning' });
    const planning = createPlanningAgent({ repoHost: { ...host, readAccess }, tracker: aTracker }).run(context);
    await expect(planning).rejects.toMatchObject({
      name: 'PolicyError',
      code: 'INSUFFICIENT_GITHUB_REPO_PERMISSIONS',
      kind: 'auth',
    });
    expect(model.callCount).toBe(0);
  });
});

describe('a plan', () => {
  test('that changes code the model has not read is sent back until it has', async () => {
    const reads = { name: 'read_file', args: { repo: 'acme/shop', path: 'src/cart.js' } };
    const tasks = [aPlanTask(), aPlanTask({ id: 'T2', kind: 'code', files: ['src/cart.js', 'src/new.js'], dependsOn: ['T1'] })];
    const calls = [submit(aPlan({ tasks })), reads, submit(aPlan({ tasks }))];
    const { model, result } = await planWith({ host, store, calls });
    const told = model.calls[1]?.messages.at(-1)?.text;
    expect(told).toContain('not read; read it with read_file first: src/cart.js');
    expect(told).not.toContain('new.js');
    expect(result.type).toBe('plan');
  });

  test('goes to a branch that is named as the others of the repository, and stays there when it is revised', async () => {
    const named: MemoryHost = {
      ...host,
      listPullRequestBranches: async () => ['a', 'b', 'c', 'd', 'e'].map((end) => `feature/SHOP-1-${end}`),
    };
    await planWith({ host: named, store, calls: [submit(aPlan())] });
    const [first] = host.pullRequests;
    expect(first?.branch).toMatch(/^feature\/SHOP-1-free-shipping-over-50-\w{6}$/);
    const task = (await store.readTask(TASK_ID)) ?? aTask();
    await planWith({ host, store, calls: [submit(aPlan())], round: 2, task });
    expect(host.pullRequests.map(({ branch }) => branch)).toEqual([first?.branch]);
  });

  test('says what it will cost, by what the model has cost so far', async () => {
    await planWith({ host, store, calls: [submit(aPlan())] });
    expect([...host.written.values()].join('')).toMatch(/estimate [\d.]+ h · about \$\d+\.\d\d of model use · risk/);
  });
});
