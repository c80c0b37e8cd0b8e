import { describe, expect, test } from 'vitest';
import type { Status } from '#domain/lifecycle.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { endOrphan } from '#lambdas/sweeps/execution-ended/end-orphan.ts';
import { executionEndedEventSchema } from '#lambdas/sweeps/execution-ended/schema.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { recordingAgents } from '#tests/fakes/ports.ts';
import { aTask, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';

function anEvent(detail: Record<string, unknown>): unknown {
  return {
    version: '0',
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    detail: { executionArn: 'arn', name: RUN_ID, input: '{}', output: null, stopDate: 1, ...detail },
  };
}

function setUp(status: Status) {
  const store = memoryTaskStore(testClock(), [aTask({ status })]);
  const agents = recordingAgents();
  const run = (detail: Record<string, unknown>) =>
    endOrphan(parseEvent(executionEndedEventSchema, anEvent(detail)), { store, agents });
  return { store, agents, run };
}

describe('execution-ended', () => {
  test.each([
    {
      status: 'ABORTED',
      detail: { cause: 'maintenance' },
      ends: 'cancelled',
      outcome: 'The run was stopped in Step Functions: maintenance',
    },
    { status: 'TIMED_OUT', detail: {}, ends: 'timed_out', outcome: 'The run took longer than a run may take.' },
    {
      status: 'FAILED',
      detail: { error: 'States.Runtime', cause: 'The expression failed.' },
      ends: 'failed',
      outcome: expect.stringContaining('The expression failed.'),
    },
    { status: 'FAILED', detail: {}, ends: 'failed', outcome: expect.stringContaining('States.Runtime') },
  ])(
    'a live task whose execution is $status ends as $ends, and its sessions are stopped',
    async ({ status, detail, ends, outcome }) => {
      const { run, store, agents } = setUp('executing');
      expect(await run({ status, ...detail })).toBe(ends);
      expect(await store.readTask(TASK_ID)).toMatchObject({ status: ends, outcome });
      expect(store.facts(TASK_ID)).toMatchObject([{ type: 'task.ended', status: ends }]);
      expect(agents.calls).toHaveLength(4);
    },
  );

  test('a task that recorded its end itself keeps it', async () => {
    const { run, store } = setUp('completed');
    expect(await run({ status: 'FAILED' })).toBe('completed');
    expect(store.facts(TASK_ID)).toEqual([]);
  });

  test.each(['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'])('an execution that is %s ends nothing', async (status) => {
    const { run, agents } = setUp('executing');
    expect(await run({ status })).toBe('executing');
    expect(agents.calls).toEqual([]);
  });

  test.each(['somebody-elses', `${TASK_ID}-run-2`, 'task_01JC0000000000000000000001-run-1'])(
    'the execution %s, which is not a task’s present run, ends nothing',
    async (name) => {
      const { run, store } = setUp('executing');
      expect(await run({ name, status: 'FAILED' })).toBeUndefined();
      expect(store.facts(TASK_ID)).toEqual([]);
    },
  );

  test('an event of another kind is refused', () => {
    expect(() => parseEvent(executionEndedEventSchema, { 'detail-type': 'Scheduled Event' })).toThrowError(
      expect.objectContaining({ code: 'EVENT_INVALID' }),
    );
  });
});
