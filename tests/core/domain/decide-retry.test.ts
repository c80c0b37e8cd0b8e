import { describe, expect, test } from 'vitest';
import { decideRetry } from '#domain/decide-retry.ts';
import { TERMINAL_STATUSES, STATUSES } from '#domain/lifecycle.ts';
import { type Task, taskSchema } from '#domain/task.ts';
import { aChange, aTask, BOB, TASK_ID } from '#tests/fakes/samples.ts';

const NEW_ID = 'task_01JC0000000000000000000001';
const NOW = new Date('2026-11-03T09:00:00.000Z');
const retry = (task: Partial<Task>) => decideRetry(aTask(task), { newTaskId: NEW_ID, by: BOB }, NOW);
const isEnd = (status: string): boolean => TERMINAL_STATUSES.some((end) => end === status);

describe('decideRetry', () => {
  test.each(STATUSES.filter((status) => !isEnd(status) || status === 'completed'))(
    'a task that is %s has nothing to retry',
    (status) => {
      expect(retry({ status })).toMatchObject({
        type: 'refused',
        code: 'NOT_RETRYABLE',
        reason: expect.stringContaining(status),
      });
    },
  );

  test.each([
    [undefined, 'Discover'],
    ['discover', 'Discover'],
    ['plan-1', 'Plan'],
    ['ask-1', 'Plan'],
    ['approve-2', 'Plan'],
    ['execute', 'Execute'],
    ['ci-1', 'AwaitCi'],
    ['diagnose-2', 'AwaitCi'],
    ['fix-3', 'AwaitCi'],
  ])('what failed at %s goes on at %s', (step, resumeFrom) => {
    expect(retry({ status: 'failed', ...(step ? { step } : {}) })).toMatchObject({ type: 'create', task: { resumeFrom } });
  });

  test('an iteration that failed before its first step begins with the work, as it has no plan of its own', () => {
    expect(retry({ kind: 'iterate', status: 'failed' })).toMatchObject({ task: { kind: 'iterate', resumeFrom: 'Execute' } });
  });

  test('a rejected plan is planned again', () => {
    expect(retry({ status: 'rejected', step: 'approve-1' })).toMatchObject({ task: { resumeFrom: 'Plan' } });
  });

  test('the new task keeps the work, and neither the end, the cost nor the step of the old one', () => {
    const failed = aTask({
      status: 'failed',
      step: 'fix-3',
      version: 9,
      changes: [aChange()],
      threads: { slack: '1.2' },
      ciRounds: 3,
      usage: { turns: 9, inputTokens: 9, outputTokens: 9, costUsd: 9, workSeconds: 9 },
      outcome: 'CI is still failing.',
      failure: { name: 'X', code: 'X', kind: 'agent', message: '', remedy: '', retryable: true },
      endedAt: '2026-11-02T10:00:00.000Z',
      mark: { step: 'fix-3', turns: 8, costUsd: 8 },
    });
    const decision = decideRetry(failed, { newTaskId: NEW_ID, by: BOB }, NOW);
    const at = NOW.toISOString();
    expect(decision).toEqual({
      type: 'create',
      task: aTask({
        id: NEW_ID,
        runId: `${NEW_ID}-run-1`,
        retryOf: TASK_ID,
        requester: BOB,
        resumeFrom: 'AwaitCi',
        changes: [aChange()],
        threads: { slack: '1.2' },
        createdAt: at,
        updatedAt: at,
      }),
    });
    expect(decision.type === 'create' && taskSchema.safeParse(decision.task).success).toBe(true);
  });
});
