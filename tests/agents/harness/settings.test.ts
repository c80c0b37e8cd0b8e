import { fakeModel } from '@langchain/core/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { readAgentSettings } from '#agents/harness/settings.ts';
import { TASK_ID } from '#tests/fakes/samples.ts';
import { stepContext } from './step-context.ts';

const env = { AWS_REGION: 'us-east-1', STEPWRIGHT_TABLE: 't', STEPWRIGHT_MODEL: 'openai:qwen3' };

test('a model on a server of one’s own may cost nothing, so that it never meets the budget', async () => {
  const { price } = readAgentSettings({ ...env, STEPWRIGHT_MODEL_PRICE: '0/0' });
  const model = fakeModel().respondWithTools([{ name: 'done', args: {}, id: '1' }]);
  const { context, store } = stepContext({ model, price });
  const finish = { name: 'done', description: 'Ends.', schema: z.object({}) };
  await runModelLoop({ context, system: 's', user: 'u', tools: [], finish });
  expect((await store.readTask(TASK_ID))?.usage).toMatchObject({ turns: 1, costUsd: 0 });
});

test('a price is absent, or dollars in and out', () => {
  expect(readAgentSettings(env).price).toBeUndefined();
  expect(readAgentSettings({ ...env, STEPWRIGHT_MODEL_PRICE: '0.25/2' }).price).toMatchObject({ input: 0.25, output: 2 });
  expect(() => readAgentSettings({ ...env, STEPWRIGHT_MODEL_PRICE: 'cheap' })).toThrow(/in\/out, for example 3\/15/);
});
