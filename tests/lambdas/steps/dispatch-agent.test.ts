import { beforeEach, describe, expect, test } from 'vitest';
import type { Status } from '#domain/lifecycle.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { dispatchAgent } from '#lambdas/steps/dispatch-agent/dispatch-agent.ts';
import { type DispatchEvent, dispatchEventSchema } from '#lambdas/steps/dispatch-agent/schema.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { type RecordingAgents, recordingAgents } from '#tests/fakes/ports.ts';
import { aTask, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';

function anEvent(event: Partial<DispatchEvent> = {}): DispatchEvent {
  return {
    taskId: TASK_ID,
    runId: RUN_ID,
    step: 'discover',
    agent: 'discovery',
    round: 1,
    taskToken: 'token-1',
    heartbeatSeconds: 30,
    timeoutSeconds: 1_800,
    retryCount: 0,
    ...event,
  };
}

const storeWith = (status: Status) => memoryTaskStore(testClock(), [aTask({ status })]);

describe('dispatch-agent', () => {
  let agents: RecordingAgents;
  beforeEach(() => {
    agents = recordingAgents();
  });

  test.each([
    { from: 'submitted', agent: 'discovery', step: 'discover', to: 'discovering' },
    { from: 'discovering', agent: 'planning', step: 'plan-1', to: 'planning' },
    { from: 'awaiting_approval', agent: 'planning', step: 'plan-2', to: 'planning' },
    { from: 'awaiting_answer', agent: 'planning', step: 'plan-2', to: 'planning' },
    { from: 'awaiting_approval', agent: 'execution', step: 'execute', to: 'executing' },
    { from: 'submitted', agent: 'execution', step: 'execute', to: 'executing' },
    { from: 'awaiting_ci', agent: 'ci-monitor', step: 'diagnose-1', to: 'fixing' },
    { from: 'fixing', agent: 'execution', step: 'fix-1', to: 'fixing' },
  ] as const)('$step moves a task that is $from to $to', async ({ from, agent, step, to }) => {
    const store = storeWith(from);
    await dispatchAgent(anEvent({ agent, step }), { store, agents });
    expect(await store.readTask(TASK_ID)).toMatchObject({ status: to, step });
    expect(store.facts(TASK_ID)).toEqual([{ type: 'step.started', step, agent }]);
    expect(agents.calls).toEqual([`invoke ${step}`]);
  });

  test('the agent is sent the invocation and nothing of the workflow’s own', async () => {
    await dispatchAgent(anEvent(), { store: storeWith('submitted'), agents });
    const { retryCount: _retryCount, ...invocation } = anEvent();
    expect(agents.invocations).toEqual([invocation]);
  });

  test('a retry ends the lost session before it invokes, and is recorded as a retry', async () => {
    const store = storeWith('discovering');
    await dispatchAgent(anEvent({ retryCount: 1 }), { store, agents });
    expect(agents.calls).toEqual(['stop discovery', 'invoke discover']);
    const told = { type: 'step.retried', attempt: 2, reason: expect.stringContaining('attempt 2') };
    expect(store.facts(TASK_ID)).toMatchObject([told]);
  });

  test.each(['completed', 'rejected', 'failed', 'cancelled', 'timed_out'] as const)(
    'nothing is invoked for a task that is %s',
    async (status) => {
      const result = dispatchAgent(anEvent(), { store: storeWith(status), agents });
      await expect(result).rejects.toMatchObject({ name: 'PolicyError', code: 'TASK_ENDED' });
      expect(agents.calls).toEqual([]);
    },
  );

  test('a step that the lifecycle does not allow now is refused, and nothing is invoked', async () => {
    const result = dispatchAgent(anEvent({ agent: 'execution', step: 'fix-1' }), { store: storeWith('planning'), agents });
    await expect(result).rejects.toMatchObject({ name: 'PolicyError', code: 'STEP_OUT_OF_TURN' });
    expect(agents.calls).toEqual([]);
  });

  test('an unknown task is wrong input', async () => {
    const result = dispatchAgent(anEvent(), { store: memoryTaskStore(testClock()), agents });
    await expect(result).rejects.toMatchObject({ name: 'InputError', code: 'TASK_NOT_FOUND' });
  });

  test('an unreachable agent is a fault that Step Functions retries', async () => {
    agents.down = true;
    const result = dispatchAgent(anEvent(), { store: storeWith('submitted'), agents });
    await expect(result).rejects.toMatchObject({ name: 'UpstreamError' });
  });

  test.each([
    ['no token', { taskToken: undefined }],
    ['an unknown agent', { agent: 'chat' }],
    ['a task id of another form', { taskId: 'task_1' }],
    ['no retry count', { retryCount: undefined }],
  ])('an event with %s is refused', (_what, wrong) => {
    expect(() => parseEvent(dispatchEventSchema, { ...anEvent(), ...wrong })).toThrowError(
      expect.objectContaining({ name: 'InputError', code: 'EVENT_INVALID' }),
    );
  });
});
