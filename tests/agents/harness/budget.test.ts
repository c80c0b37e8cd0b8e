import { expect, test } from 'vitest';
import { type BudgetInput, openBudget } from '#agents/harness/budget.ts';
import type { Task } from '#domain/task.ts';
import { NO_USAGE } from '#domain/usage.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';

const TOKENS = { input: 100_000, output: 0, cacheRead: 0, cacheWrite: 0 };
const call = (name: string, args: Record<string, unknown>) => ({ name, args, id: '1' });

function open(task: Partial<Task> = {}, more: Partial<BudgetInput> = {}) {
  const store = memoryTaskStore(testClock(), [aTask(task)]);
  const told: string[] = [];
  let ms = 0;
  const again = async (step = 'execute') =>
    openBudget({
      store,
      task: (await store.readTask(TASK_ID)) ?? aTask(),
      step,
      modelId: 'claude-opus-4-6',
      tell: async (message) => {
        told.push(message);
      },
      now: () => (ms += 1_500),
      ...more,
    });
  return { store, told, again };
}

/** Charges half a dollar this often, or until it is stopped; answers how often. */
async function spend(budget: ReturnType<typeof openBudget>, most: number): Promise<number> {
  for (let n = 0; n < most; n += 1) {
    try {
      budget.check();
    } catch {
      return n;
    }
    await budget.charge(TOKENS);
  }
  return most;
}

test('what was spent without progress counts on when the step is done again by another session', async () => {
  const { again } = open();
  expect(await spend(await again(), 5)).toBe(5);
  expect(await spend(await again(), 20)).toBe(3);
  await expect(async () => (await again()).check()).rejects.toMatchObject({ name: 'LimitError', code: 'NO_PROGRESS' });
});

test('a new step begins to count anew, while the money of the task is one', async () => {
  const { again } = open();
  await spend(await again('plan-1'), 7);
  const execute = await again('execute');
  expect(await spend(execute, 99)).toBe(8);
  await execute.noteProgress();
  expect(await spend(execute, 99)).toBe(5);
  expect(() => execute.check()).toThrow(expect.objectContaining({ code: 'BUDGET_LIMIT' }));
});

test('a test run with a new result is progress, the same result again is none', async () => {
  const { again } = open();
  const budget = await again();
  await budget.observe({ passed: 3, failing: [] });
  await spend(budget, 7);
  await budget.observe({ passed: 3, failing: ['new'] });
  expect(await spend(budget, 7)).toBe(7);
  await budget.observe({ passed: 3, failing: ['new'] });
  expect(await spend(budget, 9)).toBe(1);
});

test('working time is added with every call and at the end', async () => {
  const { again, store } = open();
  const budget = await again();
  await budget.charge(TOKENS);
  await budget.settle();
  expect((await store.readTask(TASK_ID))?.usage).toMatchObject({ turns: 1, workSeconds: 3 });
});

test('a task whose agents have worked for eight hours stops', async () => {
  const { again } = open({ usage: { ...NO_USAGE, workSeconds: 8 * 3_600 } });
  await expect(async () => (await again()).check()).rejects.toMatchObject({ code: 'TIME_LIMIT' });
});

test('people are told once that a price is a guess', async () => {
  const { again, told } = open({}, { modelId: 'llama-5' });
  const budget = await again();
  await budget.charge(TOKENS);
  await budget.charge(TOKENS);
  expect(told).toEqual([expect.stringMatching(/^No price is known for llama-5: .*\$15 in, \$75 out.*STEPWRIGHT_MODEL_PRICE/)]);
});

test('repeated calls are advised against and then stopped; results that differ in numbers only are the same', async () => {
  const { again } = open();
  const budget = await again();
  const advice = [1, 2, 3].map((n) =>
    budget.follow(call('run', { command: 'npm test' }), { ok: true, text: `1 failed in ${n} ms` }),
  );
  expect(advice).toEqual([undefined, undefined, expect.stringContaining('Do something else')]);
  const more = (): unknown =>
    [4, 5, 6].map((n) => budget.follow(call('run', { command: 'npm test' }), { ok: true, text: `1 failed in ${n} ms` }));
  expect(more).toThrow(expect.objectContaining({ code: 'REPEATED_CALL', remedy: expect.stringContaining('retry $20') }));
});

test('an edit makes the same test run a new question', async () => {
  const { again } = open();
  const budget = await again();
  for (let n = 0; n < 12; n += 1) {
    budget.follow(call('edit_file', { path: `f${n}`, find: 'a', replace: 'b' }), { ok: true, text: 'Changed.' });
    expect(budget.follow(call('run', { command: 'npm test' }), { ok: true, text: '1 failed' })).toBeUndefined();
  }
});
