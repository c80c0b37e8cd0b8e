import { beforeEach, describe, expect, test } from 'vitest';
import { freeStuckTasks } from '#lambdas/sweeps/stuck-tasks/free-stuck-tasks.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { type RecordingEngine, recordingEngine } from '#tests/fakes/ports.ts';
import { aChange, aTask, GREEN, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { type MemoryTaskStore, memoryTaskStore } from '#tests/fakes/task-store.ts';

describe('stuck-tasks', () => {
  const clock = testClock('2026-11-02T10:00:00.000Z');
  let engine: RecordingEngine;
  let store: MemoryTaskStore;
  const open = (createdAt: string, status: 'submitted' | 'executing' = 'submitted'): void => {
    engine = recordingEngine();
    store = memoryTaskStore(clock, [aTask({ createdAt, status, resumeFrom: 'Execute' })]);
  };
  const sweep = () => freeStuckTasks({ store, engine, clock, approvalTimeoutSeconds: 600 });
  const closeWait = async (): Promise<void> => {
    const wait = { taskId: TASK_ID, runId: RUN_ID, round: 1, changes: [aChange()] };
    await store.openCiWait(wait, 'token-1');
    await store.closeCiWait(wait, { type: 'ci', ci: GREEN });
  };

  beforeEach(() => open('2026-11-02T09:58:59.000Z'));

  test('a task that was recorded over a minute ago and never started is started as it was meant to', async () => {
    expect(await sweep()).toEqual({ started: 1, delivered: 0 });
    const run = { taskId: TASK_ID, runId: RUN_ID, kind: 'change', resumeFrom: 'Execute', approvalTimeoutSeconds: 600 };
    expect(engine.started).toEqual([run]);
  });

  test('a task that was recorded just now is left to whoever records it', async () => {
    open('2026-11-02T09:59:01.000Z');
    expect(await sweep()).toEqual({ started: 0, delivered: 0 });
  });

  test('a decision that never reached its run is sent again, once', async () => {
    open('2026-11-02T09:00:00.000Z', 'executing');
    await closeWait();
    expect(await sweep()).toEqual({ started: 0, delivered: 1 });
    expect(await sweep()).toEqual({ started: 0, delivered: 0 });
    expect(engine.completed).toEqual([{ token: 'token-1', output: { step: 'ci-1', type: 'ci', conclusion: 'success' } }]);
  });

  test('what cannot be done is an error, and the next sweep does it', async () => {
    await closeWait();
    engine.down = true;
    await expect(sweep()).rejects.toMatchObject({ name: 'UpstreamError', code: 'SWEEP_INCOMPLETE' });
    engine.down = false;
    expect(await sweep()).toMatchObject({ delivered: 1 });
  });
});
