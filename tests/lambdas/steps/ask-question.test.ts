import { describe, expect, test } from 'vitest';
import type { Status } from '#domain/lifecycle.ts';
import { askQuestion } from '#lambdas/steps/ask-question/ask-question.ts';
import type { AskQuestionEvent } from '#lambdas/steps/ask-question/schema.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { recordingEngine } from '#tests/fakes/ports.ts';
import { aTask, BOB, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';

const EVENT: AskQuestionEvent = {
  taskId: TASK_ID,
  runId: RUN_ID,
  n: 1,
  planStep: 'plan-1',
  timeoutSeconds: 3_600,
  taskToken: 'token-1',
};

function setUp(status: Status = 'planning') {
  const clock = testClock();
  const store = memoryTaskStore(clock, [aTask({ status })]);
  store.putResult({ taskId: TASK_ID, runId: RUN_ID, step: 'plan-1' }, { type: 'question', question: 'Gross or net?' });
  const engine = recordingEngine();
  return { store, engine, clock, run: (event = EVENT) => askQuestion(event, { store, engine, clock }) };
}

describe('ask-question', () => {
  test('the planner’s question is asked and the task waits for its answer', async () => {
    const { run, store, engine } = setUp();
    await run();
    expect(await store.readTask(TASK_ID)).toMatchObject({ status: 'awaiting_answer', step: 'ask-1' });
    expect(await store.readQuestion(TASK_ID)).toMatchObject({ text: 'Gross or net?', expiresAt: '2026-11-02T10:00:00.000Z' });
    expect(store.facts(TASK_ID)).toEqual([{ type: 'question.asked', n: 1, text: 'Gross or net?' }]);
    expect(engine.completed).toEqual([]);
  });

  test('an answer given while the question was being repeated answers the newer token at once', async () => {
    const { run, store, engine, clock } = setUp();
    await run();
    await store.answerQuestion(TASK_ID, 1, { text: 'Net.', by: BOB, at: clock.now().toISOString() });
    await run({ ...EVENT, taskToken: 'token-2' });
    expect(engine.completed).toEqual([{ token: 'token-2', output: { answered: true } }]);
  });

  test('a task that has ended asks nobody', async () => {
    const { run, store } = setUp('failed');
    await expect(run()).rejects.toMatchObject({ code: 'TASK_ENDED' });
    expect(await store.readQuestion(TASK_ID)).toBeUndefined();
  });
});
