import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import { tool } from '@langchain/core/tools';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { FinishTool } from '#agents/harness/finish-tool.ts';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { InputError, LimitError } from '#domain/errors.ts';
import { NO_USAGE } from '#domain/usage.ts';
import { ANN, TASK_ID } from '#tests/fakes/samples.ts';
import { stepContext } from './step-context.ts';

const finish: FinishTool<{ n: number }> = {
  name: 'done',
  description: 'Hands in a number.',
  schema: z.object({ n: z.number() }),
  check: ({ n }) => (n > 5 ? [`${n} is too large`] : []),
};

const add = tool(async ({ a, b }) => String(a + b), {
  name: 'add',
  description: 'Adds.',
  schema: z.object({ a: z.number(), b: z.number() }),
});
const fail = tool(
  async () => {
    throw new Error('the disk is full');
  },
  { name: 'fail', description: 'Fails.', schema: z.object({}) },
);
const refuse = tool(
  async () => {
    throw new InputError('There is no file x.', { code: 'FILE_NOT_FOUND', remedy: 'Call list_files.' });
  },
  { name: 'refuse', description: 'Refuses.', schema: z.object({}) },
);

function run(model: ReturnType<typeof fakeModel>, overrides: Omit<Parameters<typeof stepContext>[0], 'model'> = {}) {
  const { context, store } = stepContext({ model, ...overrides });
  const answer = runModelLoop({ context, system: 'You are a test.', user: 'Add up.', tools: [add, fail, refuse], finish });
  return { answer, store, context };
}

/** What the model was sent last, without the first two messages. */
function heard(model: ReturnType<typeof fakeModel>): BaseMessage[] {
  return model.calls.at(-1)?.messages.slice(2) ?? [];
}

interface CountedUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
  readonly input_token_details?: { readonly cache_read: number; readonly cache_creation: number };
}

function counted(call: { name: string; args: Record<string, unknown>; id: string }, usage_metadata: CountedUsage): AIMessage {
  return Object.assign(new AIMessage({ content: '', tool_calls: [call] }), { usage_metadata });
}

/** Adds for ever; one call of 1,000 tokens in and 100 out costs $0.0075 at Opus prices. */
function endless(): ReturnType<typeof fakeModel> {
  const model = fakeModel();
  const usage = { input_tokens: 1_000, output_tokens: 100, total_tokens: 1_100 };
  for (let turn = 0; turn < 20; turn += 1) model.respond(counted({ name: 'add', args: { a: 1, b: 1 }, id: `${turn}` }, usage));
  return model;
}

test('a tool result goes back to the model as marked data, and finishing ends the loop', async () => {
  const model = fakeModel()
    .respondWithTools([{ name: 'add', args: { a: 1, b: 2 }, id: '1' }])
    .respondWithTools([{ name: 'done', args: { n: 3 }, id: '2' }]);
  const { answer, store } = run(model);
  expect(await answer).toEqual({ n: 3 });
  expect(heard(model).at(-1)?.text).toBe('<outside-text label="result of add">\n3\n</outside-text>');
  const tools = store.facts(TASK_ID).filter((fact) => fact.type === 'tool.called');
  expect(tools.map(({ tool: name, ok, summary }) => [name, ok, summary])).toEqual([
    ['add', true, 'a: 1, b: 2'],
    ['done', true, 'n: 3'],
  ]);
});

test('tools of one answer run in order, and what follows an accepted finish does not run', async () => {
  const model = fakeModel().respondWithTools([
    { name: 'add', args: { a: 1, b: 1 }, id: '1' },
    { name: 'done', args: { n: 2 }, id: '2' },
    { name: 'fail', args: {}, id: '3' },
  ]);
  const { answer, store } = run(model);
  await answer;
  expect(store.facts(TASK_ID).flatMap((fact) => (fact.type === 'tool.called' ? [fact.tool] : []))).toEqual(['add', 'done']);
});

describe('a misbehaving model is told what is wrong and may go on', () => {
  const cases: [string, AIMessage, string | RegExp][] = [
    ['an unknown tool', withCall('nope', {}), 'Error: There is no tool named nope. Use one of the tools on offer.'],
    ['a tool that fails', withCall('fail', {}), 'the disk is full'],
    ['a tool that is used wrongly', withCall('refuse', {}), 'Error: There is no file x. Call list_files.'],
    ['arguments of the wrong type', withCall('add', { a: 'x', b: 1 }), /did not match expected schema[\s\S]*a$/],
    ['missing arguments', withCall('add', {}), /did not match expected schema/],
    ['an answer of the wrong form', withCall('done', { n: 'three' }), /not accepted[\s\S]*expected number/],
    ['an answer that fails the check', withCall('done', { n: 9 }), /not accepted[\s\S]*9 is too large/],
    [
      'arguments that are not JSON',
      new AIMessage({ content: 'x', invalid_tool_calls: [{ type: 'invalid_tool_call', name: 'add', args: '{"a":', id: 'b1' }] }),
      'The arguments of this call are not JSON. Send it again.',
    ],
  ];
  test.each(cases)('%s', async (_, misbehaving, expected) => {
    const model = fakeModel()
      .respond(misbehaving)
      .respondWithTools([{ name: 'done', args: { n: 1 }, id: 'z' }]);
    const { answer } = run(model);
    expect(await answer).toEqual({ n: 1 });
    const result = heard(model).at(-1);
    expect(result?.type).toBe('tool');
    expect(result?.text).toMatch(expected);
  });

  test('a call without an id gets one, in the history and in its result', async () => {
    const model = fakeModel()
      .respond(new AIMessage({ content: '', tool_calls: [{ name: 'add', args: { a: 1, b: 2 } }] }))
      .respondWithTools([{ name: 'done', args: { n: 1 }, id: 'z' }]);
    await run(model).answer;
    const [called, result] = heard(model);
    expect(called).toMatchObject({ tool_calls: [{ id: 'call_0' }] });
    expect(result).toMatchObject({ tool_call_id: 'call_0' });
  });

  test('an empty answer is never sent back empty', async () => {
    const model = fakeModel()
      .respond(new AIMessage(''))
      .respondWithTools([{ name: 'done', args: { n: 1 }, id: 'z' }]);
    await run(model).answer;
    expect(heard(model).map(({ text }) => text)).toEqual(['(no answer)', expect.stringContaining('call done')]);
  });
});

test('a model that stops is asked three times to go on, and then the step fails', async () => {
  const model = fakeModel();
  for (let turn = 0; turn < 10; turn += 1) model.respond(new AIMessage('I am done.'));
  await expect(run(model).answer).rejects.toMatchObject({ name: 'PolicyError', code: 'MODEL_STOPPED' });
  expect(model.callCount).toBe(4);
});

test('a tool call in between gives a stopping model its three reminders anew', async () => {
  const model = fakeModel();
  for (let turn = 0; turn < 3; turn += 1) model.respond(new AIMessage('Hm.'));
  model.respondWithTools([{ name: 'add', args: { a: 1, b: 2 }, id: '1' }]);
  for (let turn = 0; turn < 3; turn += 1) model.respond(new AIMessage('Hm.'));
  model.respondWithTools([{ name: 'done', args: { n: 1 }, id: '2' }]);
  expect(await run(model).answer).toEqual({ n: 1 });
});

describe('limits', () => {
  test('turns count over the whole task, not over this step', async () => {
    const model = endless();
    const task = { usage: { ...NO_USAGE, turns: 3 }, limits: { maxTurns: 5, maxBudgetUsd: 10 } };
    await expect(run(model, { task }).answer).rejects.toMatchObject({ name: 'LimitError', code: 'TURN_LIMIT' });
    expect(model.callCount).toBe(2);
  });

  test('money stops the step before the next call, and what was spent is on the task', async () => {
    const model = endless();
    const { answer, store } = run(model, { task: { limits: { maxTurns: 100, maxBudgetUsd: 0.02 } } });
    await expect(answer).rejects.toMatchObject({ name: 'LimitError', code: 'BUDGET_LIMIT' });
    const task = await store.readTask(TASK_ID);
    expect(task?.usage).toMatchObject({ turns: 3, inputTokens: 3_000, outputTokens: 300, costUsd: expect.closeTo(0.0225, 6) });
  });

  test('tokens served from a cache are charged at the price of a cache', async () => {
    const cached = counted(
      { name: 'done', args: { n: 1 }, id: '1' },
      {
        input_tokens: 1_000,
        output_tokens: 0,
        total_tokens: 1_000,
        input_token_details: { cache_read: 900, cache_creation: 100 },
      },
    );
    const { answer, store } = run(fakeModel().respond(cached));
    await answer;
    expect((await store.readTask(TASK_ID))?.usage.costUsd).toBeCloseTo((900 * 0.5 + 100 * 6.25) / 1_000_000, 9);
  });

  test('a server that counts no tokens is charged an estimate', async () => {
    const { answer, store } = run(fakeModel().respondWithTools([{ name: 'done', args: { n: 1 }, id: '1' }]));
    await answer;
    expect((await store.readTask(TASK_ID))?.usage.costUsd).toBeGreaterThan(0);
  });

  test('a limit that a tool meets ends the step instead of being told to the model', async () => {
    const limited = tool(
      async () => {
        throw new LimitError('The step has run its commands for an hour.', { code: 'TIME_LIMIT' });
      },
      { name: 'run', description: 'Runs.', schema: z.object({}) },
    );
    const model = fakeModel().respondWithTools([{ name: 'run', args: {}, id: '1' }]);
    const { context } = stepContext({ model });
    const answer = runModelLoop({ context, system: 's', user: 'u', tools: [limited], finish });
    await expect(answer).rejects.toMatchObject({ code: 'TIME_LIMIT' });
  });
});

test('what people say while the model works reaches it before its next call, once', async () => {
  const model = fakeModel();
  const { context, store } = stepContext({ model });
  const say = tool(
    async () => {
      await store.appendEvents(TASK_ID, [{ type: 'instruction.given', text: 'Use metres.', by: ANN }]);
      return 'ok';
    },
    { name: 'say', description: 'Says.', schema: z.object({}) },
  );
  model
    .respondWithTools([{ name: 'say', args: {}, id: '1' }])
    .respondWithTools([{ name: 'add', args: { a: 1, b: 1 }, id: '2' }])
    .respondWithTools([{ name: 'done', args: { n: 1 }, id: '3' }]);
  await runModelLoop({ context, system: 's', user: 'u', tools: [say, add], finish });
  const instructions = heard(model).filter(({ type, text }) => type === 'human' && text.includes('Use metres.'));
  expect(instructions).toHaveLength(1);
  expect(model.calls[1]?.messages.at(-1)?.text).toContain('Use metres.');
});

test('an abort ends the loop with its reason, even while a tool hangs', async () => {
  const controller = new AbortController();
  const { promise: hanging, resolve: hangs } = Promise.withResolvers<undefined>();
  const hang = tool(
    async () => {
      hangs(undefined);
      return new Promise<string>(() => {});
    },
    { name: 'hang', description: 'Hangs.', schema: z.object({}) },
  );
  const model = fakeModel().respondWithTools([{ name: 'hang', args: {}, id: '1' }]);
  const { context } = stepContext({ model, signal: controller.signal });
  const answer = runModelLoop({ context, system: 's', user: 'u', tools: [hang], finish });
  await hanging;
  controller.abort(new LimitError('time is up', { code: 'STEP_TIME_LIMIT' }));
  await expect(answer).rejects.toMatchObject({ code: 'STEP_TIME_LIMIT' });
});

test('there may be several ways to finish', async () => {
  const model = fakeModel().respondWithTools([{ name: 'ask', args: { question: 'Which?' }, id: '1' }]);
  const { context } = stepContext({ model });
  const ways: FinishTool<{ n: number } | { question: string }>[] = [
    { name: 'done', description: 'd', schema: z.object({ n: z.number() }) },
    { name: 'ask', description: 'a', schema: z.object({ question: z.string() }) },
  ];
  const answer = await runModelLoop({ context, system: 's', user: 'u', tools: [], finish: ways });
  expect(answer).toEqual({ question: 'Which?' });
});

function withCall(name: string, args: Record<string, unknown>): AIMessage {
  return new AIMessage({ content: '', tool_calls: [{ name, args, id: 'm1' }] });
}
