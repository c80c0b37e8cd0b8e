import { describe, expect, test } from 'vitest';
import { decideIntake } from '#domain/decide-intake.ts';
import { runIdOf, taskIdOf } from '#domain/ids.ts';
import { taskSchema } from '#domain/task.ts';
import { ANN, aTask, TASK_ID } from '#tests/fakes/samples.ts';

const NOW = new Date('2026-11-02T09:00:00.000Z');
const WORK = { subject: { channel: 'jira', key: 'SHOP-1' }, ticket: aTask().ticket, requester: ANN } as const;

describe('decideIntake', () => {
  test('what was asked for becomes a task that begins at discovery and belongs to who asked', () => {
    const decision = decideIntake(WORK, { newTaskId: TASK_ID }, NOW);
    expect(decision).toEqual({ type: 'create', task: aTask() });
    expect(decision.type === 'create' && taskSchema.safeParse(decision.task).success).toBe(true);
  });

  test('a subject with a live task starts no second one', () => {
    const decision = decideIntake(WORK, { newTaskId: TASK_ID, liveTaskId: 'task_1' }, NOW);
    expect(decision).toMatchObject({ type: 'live', taskId: 'task_1', reason: expect.stringContaining('jira#SHOP-1') });
  });

  test('a description of any length fits into the task', () => {
    const work = { ...WORK, ticket: { ...WORK.ticket, description: 'x'.repeat(1_000_000) } };
    const decision = decideIntake(work, { newTaskId: TASK_ID }, NOW);
    expect(decision.type === 'create' && decision.task.ticket.description).toHaveLength(100_000);
  });

  test('limits that were given count instead of the defaults', () => {
    const limits = { maxTurns: 5, maxBudgetUsd: 1 };
    expect(decideIntake(WORK, { newTaskId: TASK_ID, limits }, NOW)).toMatchObject({ task: { limits } });
  });
});

describe('taskIdOf', () => {
  test('is the inverse of runIdOf', () => {
    for (const attempt of [1, 2, 10]) expect(taskIdOf(runIdOf(TASK_ID, attempt))).toBe(TASK_ID);
  });

  test.each([TASK_ID, `${TASK_ID}-run-0`, `${TASK_ID}-run-`, 'task_1-run-1', 'other-run-1', ''])(
    '%j is no run of a task',
    (name) => {
      expect(taskIdOf(name)).toBeUndefined();
    },
  );
});
