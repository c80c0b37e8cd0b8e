import { expect, test } from 'vitest';
import { tellLogs } from '#lambdas/intake/tell.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';

test('logs say where everything else is that agents said and did', async () => {
  const store = memoryTaskStore(testClock(), [aTask()]);
  await store.appendEvents(TASK_ID, [{ type: 'step.started', step: 'execute', agent: 'execution' }]);
  const tracesUrl = 'https://s3.example/?prefix=traces/';
  const lines = (await tellLogs(aTask(), 2, { store, tracesUrl })).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines.at(-1)).toMatch(`: ${tracesUrl}${TASK_ID}/`);
});
