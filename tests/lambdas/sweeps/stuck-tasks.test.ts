import { beforeEach, describe, expect, test } from 'vitest';
import { ConflictError, InputError, UpstreamError } from '#domain/errors.ts';
import type { Status } from '#domain/lifecycle.ts';
import { freeStuckTasks } from '#lambdas/sweeps/stuck-tasks/free-stuck-tasks.ts';
import { type TestClock, testClock } from '#tests/fakes/clock.ts';
import {
  checksHost,
  type HostedCheck,
  type RecordingAgents,
  type RecordingEngine,
  recordingAgents,
  recordingEngine,
} from '#tests/fakes/ports.ts';
import { aChange, aTask, GREEN, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { type MemoryTaskStore, memoryTaskStore } from '#tests/fakes/task-store.ts';

const NOTHING = { started: 0, delivered: 0, stopped: 0, polled: 0 };
const WAIT = { taskId: TASK_ID, runId: RUN_ID, round: 1, changes: [aChange()] };
const ON_SHOP = `acme/shop@${aChange().headSha}`;

let clock: TestClock;
let engine: RecordingEngine;
let agents: RecordingAgents;
let store: MemoryTaskStore;
let checks: Record<string, HostedCheck[]>;

function open(createdAt: string, status: Status = 'submitted'): void {
  clock = testClock('2026-11-02T10:00:00.000Z');
  engine = recordingEngine();
  agents = recordingAgents();
  checks = {};
  store = memoryTaskStore(clock, [aTask({ createdAt, updatedAt: createdAt, status, resumeFrom: 'Execute' })]);
}

const sweep = () => freeStuckTasks({ store, engine, agents, clock, approvalTimeoutSeconds: 600, repoHost: checksHost(checks) });

const refuseStart = (error: Error): void => {
  engine.startRun = async () => {
    throw error;
  };
};

async function end(on: 'task.cancelled' | 'task.failed', secondsAgo: number): Promise<void> {
  open('2026-11-02T09:00:00.000Z', 'executing');
  await store.transition({ taskId: TASK_ID, on, set: { outcome: 'Cancelled by Bob.' }, facts: [] });
  clock.pass(secondsAgo);
}

describe('a task that was recorded and never started', () => {
  beforeEach(() => open('2026-11-02T09:58:59.000Z'));

  test('is started after a minute as it was meant to', async () => {
    expect(await sweep()).toEqual({ ...NOTHING, started: 1 });
    const run = { taskId: TASK_ID, runId: RUN_ID, kind: 'change', resumeFrom: 'Execute', approvalTimeoutSeconds: 600 };
    expect(engine.started).toEqual([run]);
  });

  test('is left to whoever records it when that was just now', async () => {
    open('2026-11-02T09:59:01.000Z');
    expect(await sweep()).toEqual(NOTHING);
  });

  test('ends as failed, with what can be done, when it can never be started', async () => {
    refuseStart(new InputError('The ARN is wrong.', { code: 'STEP_FUNCTIONS_REFUSED', remedy: 'Correct the ARN.' }));
    await sweep();
    expect(await store.readTask(TASK_ID)).toMatchObject({
      status: 'failed',
      outcome: 'The run could not be started: The ARN is wrong. Correct the ARN.',
      failure: { code: 'STEP_FUNCTIONS_REFUSED' },
    });
  });

  test.each([
    ['09:30', 'submitted'],
    ['09:00', 'failed'],
  ])('that cannot be started at 10:00 for the moment, since %s, is %s', async (at, status) => {
    open(`2026-11-02T${at}:00.000Z`);
    refuseStart(new UpstreamError('Access is denied.', { code: 'STEP_FUNCTIONS_FAILED' }));
    await sweep().catch((error: unknown) => expect(error).toMatchObject({ code: 'SWEEP_INCOMPLETE' }));
    expect(await store.readTask(TASK_ID)).toMatchObject({ status });
  });

  test('is left alone when its run was started with the settings of that time', async () => {
    refuseStart(new ConflictError('It was started otherwise.', { code: 'RUN_ALREADY_STARTED' }));
    await sweep();
    expect(await store.readTask(TASK_ID)).toMatchObject({ status: 'submitted' });
  });
});

describe('a decision that never reached its run', () => {
  beforeEach(async () => {
    open('2026-11-02T09:00:00.000Z', 'executing');
    await store.openCiWait(WAIT, 'token-1');
    await store.closeCiWait(WAIT, { type: 'ci', ci: GREEN });
  });

  test('is sent again, once', async () => {
    expect(await sweep()).toEqual({ ...NOTHING, delivered: 1 });
    expect(await sweep()).toEqual(NOTHING);
    expect(engine.completed).toEqual([{ token: 'token-1', output: { step: 'ci-1', type: 'ci', conclusion: 'success' } }]);
  });

  test('and cannot be sent now is an error, and the next sweep sends it', async () => {
    engine.down = true;
    await expect(sweep()).rejects.toMatchObject({ name: 'UpstreamError', code: 'SWEEP_INCOMPLETE' });
    engine.down = false;
    expect(await sweep()).toMatchObject({ delivered: 1 });
  });
});

describe('an ended task', () => {
  test('whose work nobody stopped is stopped after a minute: run and sessions of a cancelled one, once', async () => {
    await end('task.cancelled', 61);
    expect(await sweep()).toEqual({ ...NOTHING, stopped: 1 });
    expect(engine.stopped).toEqual([RUN_ID]);
    expect(agents.calls).toEqual(['stop discovery', 'stop planning', 'stop execution', 'stop ci-monitor']);
    expect(await sweep()).toEqual(NOTHING);
  });

  test('that its run has ended keeps its run, which comes to its end by itself', async () => {
    await end('task.failed', 61);
    expect(await sweep()).toMatchObject({ stopped: 1 });
    expect(engine.stopped).toEqual([]);
  });

  test('is left to whoever ended it when that was just now', async () => {
    await end('task.cancelled', 59);
    expect(await sweep()).toEqual(NOTHING);
  });

  test('that cannot be stopped now is stopped by the next sweep', async () => {
    await end('task.cancelled', 61);
    agents.down = true;
    await expect(sweep()).rejects.toMatchObject({ code: 'SWEEP_INCOMPLETE' });
    agents.down = false;
    expect(await sweep()).toMatchObject({ stopped: 1 });
  });
});

describe('a wait for CI', () => {
  beforeEach(async () => {
    open('2026-11-02T09:00:00.000Z', 'executing');
    await store.openCiWait(WAIT, 'token-1');
    checks[ON_SHOP] = [{ name: 'test', conclusion: 'success' }];
  });

  test('whose webhook was lost goes on after two quiet minutes', async () => {
    clock.pass(121);
    expect(await sweep()).toEqual({ ...NOTHING, polled: 1 });
    expect(engine.completed).toEqual([{ token: 'token-1', output: { step: 'ci-1', type: 'ci', conclusion: 'success' } }]);
  });

  test('is left to the webhooks before', async () => {
    clock.pass(119);
    expect(await sweep()).toEqual(NOTHING);
  });

  test('whose checks still run goes on waiting', async () => {
    checks[ON_SHOP] = [{ name: 'test' }];
    clock.pass(121);
    await sweep();
    expect(engine.completed).toEqual([]);
    expect(await store.readCiWait(TASK_ID)).toMatchObject({ round: 1 });
  });
});
