import { expect, test } from 'vitest';
import { parseCommand } from '#domain/command.ts';
import { decideRetry } from '#domain/decide-retry.ts';
import { aTask, BOB } from '#tests/fakes/samples.ts';

test.each([
  ['retry $20', { maxBudgetUsd: 20 }],
  ['Retry with $12.50', { maxBudgetUsd: 12.5 }],
  ['retry 20 usd', { maxBudgetUsd: 20 }],
  ['retry 20$', { maxBudgetUsd: 20 }],
  ['retry 200 turns', { maxTurns: 200 }],
  ['retry with $20 and 200 turns', { maxBudgetUsd: 20, maxTurns: 200 }],
  ['retry: 200 turns, $20', { maxBudgetUsd: 20, maxTurns: 200 }],
])('%j raises the limits', (text, limits) => {
  expect(parseCommand(text)).toEqual({ name: 'retry', limits });
});

test.each(['retry twice', 'retry the request up to 20 times', 'retry $20 later', 'retry and'])('%j is free text', (text) => {
  expect(parseCommand(text)).toEqual({ name: 'say', text });
});

const failed = aTask({ status: 'failed', limits: { maxTurns: 100, maxBudgetUsd: 10 } });
const retry = (limits: object) =>
  decideRetry(failed, { newTaskId: 'task_01JC0000000000000000000009', by: BOB, limits }, new Date('2026-11-02T12:00:00Z'));

test('a retry with a larger limit has it, and keeps the other', () => {
  expect(retry({ maxBudgetUsd: 25 })).toMatchObject({ task: { limits: { maxTurns: 100, maxBudgetUsd: 25 } } });
});

test.each([[{ maxBudgetUsd: 101 }], [{ maxBudgetUsd: 0 }], [{ maxTurns: 501 }], [{ maxTurns: 0 }]])('%j is refused', (limits) => {
  expect(retry(limits)).toMatchObject({ type: 'refused', reason: expect.stringMatching(/^A task may/) });
});
