import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTurns } from '#adapters/system/open-turns.ts';
import { sessionIdOf } from '#domain/agent.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { aTask } from '#tests/fakes/samples.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';
import { answeringEngine, QUESTION, serveSteered, steeredAgent } from './served-agent.ts';
import { anInvocation } from './step-context.ts';

describe('a step that waits for its turn', () => {
  const other = `task_${'1'.repeat(26)}`;
  let engine: ReturnType<typeof answeringEngine>;
  let steered: ReturnType<typeof steeredAgent>;
  let full: Awaited<ReturnType<typeof serveSteered>>;
  beforeEach(async () => {
    engine = answeringEngine();
    steered = steeredAgent();
    const store = memoryTaskStore(testClock(), [aTask({ status: 'discovering' }), aTask({ id: other, status: 'discovering' })]);
    full = await serveSteered(steered.agent, { store, engine, turns: openTurns(1) });
    await full.invoke(anInvocation());
    await full.invoke(anInvocation({ taskId: other, taskToken: 'token-2', heartbeatSeconds: 1 }));
    await steered.begun(1);
  });
  afterEach(() => full.served.close());

  test('is alive, and begins when another has ended', async () => {
    await expect.poll(() => engine.heartbeats, { interval: 20, timeout: 5_000 }).toBeGreaterThan(0);
    expect(steered.runs).toHaveLength(1);
    steered.runs[0]?.finish(QUESTION);
    await steered.begun(2);
    expect(steered.runs[1]?.context.task.id).toBe(other);
  });

  test('never begins when its session is stopped before', async () => {
    expect(await full.served.stopSession(sessionIdOf(other, 'discovery'))).toBe(true);
    const reported = engine.reported();
    steered.runs[0]?.finish(QUESTION);
    await reported;
    await expect.poll(() => full.ping()).toMatchObject({ status: 'Healthy' });
    expect(steered.runs).toHaveLength(1);
    expect(engine.failed).toEqual([]);
  });
});
