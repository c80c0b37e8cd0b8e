import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import { tool } from '@langchain/core/tools';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dropOldResults } from '#agents/harness/drop-old-results.ts';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { stepContext } from './step-context.ts';

type Model = ReturnType<typeof fakeModel>;

const big = tool(async ({ n }) => `${n} ${'x'.repeat(20_000)}`, {
  name: 'big',
  description: 'Prints much.',
  schema: z.object({ n: z.number() }),
});
const finish = { name: 'done', description: 'Ends.', schema: z.object({}) };
const done = new AIMessage({ content: '', tool_calls: [{ name: 'done', args: {}, id: 'end' }] });

/** Calls `big` this often. */
function talkative(turns: number): Model {
  const model = fakeModel();
  for (let n = 0; n < turns; n += 1)
    model.respond(new AIMessage({ content: 'More.', tool_calls: [{ name: 'big', args: { n }, id: `b${n}` }] }));
  return model;
}

async function run(model: Model): Promise<number[]> {
  const { context } = stepContext({ model, task: { limits: { maxTurns: 500, maxBudgetUsd: 1_000 } } });
  await runModelLoop({ context, system: 'You are a test.', user: 'Add up.', tools: [big], finish });
  return model.calls.map(({ messages }) => messages.reduce((sum, { text }) => sum + text.length, 0));
}

test('60 outputs of 20 KB stay below the window: old ones are dropped, the task and the newest ones never', async () => {
  const model = talkative(60).respond(done);
  const sizes = await run(model);
  expect(sizes).toHaveLength(61);
  expect(Math.max(...sizes)).toBeLessThan(400_000);
  const last = model.calls.at(-1)?.messages ?? [];
  expect(last.slice(0, 2).map(({ text }) => text)).toEqual(['You are a test.', 'Add up.']);
  expect(last[3]).toMatchObject({
    tool_call_id: 'b0',
    text: expect.stringMatching(/characters that began with "0 x+" were dropped.*Call big again/),
  });
  expect(last.slice(-5).filter(({ text }) => text.length > 20_000)).toHaveLength(3);
});

test('much is dropped at once, so that the vendor’s prompt cache stays good for many turns', async () => {
  const sizes = await run(talkative(60).respond(done));
  expect(sizes.filter((size, at) => at > 0 && size < (sizes[at - 1] ?? 0)).length).toBeLessThan(8);
});

test('a model with a smaller window is asked again with half as much', async () => {
  const tooLong = Object.assign(new Error('maximum context length is 32768 tokens'), { status: 400 });
  const sizes = await run(talkative(6).respond(tooLong).respond(done));
  expect(sizes[7]).toBeLessThan((sizes[6] ?? 0) * 0.6);
});

test.each([
  ['Anthropic', { stop_reason: 'max_tokens' }],
  ['Bedrock', { stopReason: 'max_tokens' }],
  ['OpenAI', { finish_reason: 'length' }],
])('a call at which an answer of %s was cut off is not run, and the model is told why', async (_, response_metadata) => {
  const calls = [
    { name: 'big', args: { n: 7 }, id: 'whole' },
    { name: 'big', args: { n: 8 }, id: 'cut' },
  ];
  const model = fakeModel()
    .respond(new AIMessage({ content: '', tool_calls: calls, response_metadata }))
    .respond(done);
  await run(model);
  const [whole, cut] = model.calls[1]?.messages.slice(-2) ?? [];
  expect(whole).toMatchObject({ tool_call_id: 'whole', text: expect.stringContaining('\n7 xxx') });
  expect(cut).toMatchObject({ tool_call_id: 'cut', text: expect.stringMatching(/cut off because it became too long/) });
});

const called = (name: string, id: string, args: Record<string, unknown> = {}) =>
  new AIMessage({ content: '', tool_calls: [{ name, args, id, type: 'tool_call' }] });
const result = (name: string, id: string, content: string) => new ToolMessage({ name, tool_call_id: id, content });

describe('what is left out of a long conversation', () => {
  const X = 'x'.repeat(5_000);
  const conversation = [
    new HumanMessage(`the plan ${X}`),
    called('task_list', 'old'),
    result('task_list', 'old', `[ ] old ${X}`),
    called('task_list', 'list'),
    result('task_list', 'list', `[x] new ${X}`),
    called('run', 'broke'),
    result('run', 'broke', `exit code 1\n${X}`),
    called('write_file', 'wrote', { path: 'a.ts', content: X }),
    result('write_file', 'wrote', 'Wrote a.ts.'),
    ...Array.from({ length: 6 }, (_, n) => [
      called('read_file', `r${n}`),
      result('read_file', `r${n}`, `1\tfile ${n}\n${X}`),
    ]).flat(),
  ];
  const shortened = dropOldResults(conversation, 50_000);
  const texts = shortened.map(({ text }) => text);

  test('is never the plan, the last state of the task list, the last failure or the newest results', () => {
    for (const start of ['the plan x', '[x] new x', 'exit code 1', '1\tfile 3', '1\tfile 4', '1\tfile 5']) {
      expect(texts.some((text) => text.startsWith(start) && text.length > 5_000)).toBe(true);
    }
  });

  test('is old results, of which the first line stays, and the long arguments of old calls', () => {
    expect(texts[2]).toMatch(/^\[5008 characters that began with "\[ \] old x+" were dropped/);
    expect(JSON.stringify(shortened[7])).toContain('"content":"[5000 characters were dropped here]"');
    expect(JSON.stringify(shortened[7])).toContain('"path":"a.ts"');
  });

  test('is the same every time, and nothing while there is room', () => {
    expect(dropOldResults(conversation, 50_000).map(({ text }) => text)).toEqual(texts);
    expect(dropOldResults(conversation, 500_000)).toBe(conversation);
  });
});
