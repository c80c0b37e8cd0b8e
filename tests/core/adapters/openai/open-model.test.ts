import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { openOpenAiModel } from '#adapters/openai/open-model.ts';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { stepContext } from '#tests/agents/harness/step-context.ts';
import { TASK_ID } from '#tests/fakes/samples.ts';

const finish = { name: 'done', description: 'Hands in.', schema: z.object({ n: z.number() }) };

let server: HttpServer;
let requests: { authorization: string | undefined; body: Record<string, unknown> }[];
let answers: (() => Response)[];

beforeEach(async () => {
  requests = [];
  answers = [];
  const app = new Hono().post('/v1/chat/completions', async (c) => {
    requests.push({
      authorization: c.req.header('authorization'),
      body: z.record(z.string(), z.unknown()).parse(await c.req.json()),
    });
    return answers.shift()?.() ?? Response.json({ error: { message: 'nothing left to say' } }, { status: 400 });
  });
  server = await serve(app);
});
afterEach(() => server.close());

/** An answer that calls `done` with these arguments, as written. */
function callsDone(args: string): () => Response {
  const tool_calls = [{ id: 'call_1', type: 'function', function: { name: 'done', arguments: args } }];
  return () =>
    Response.json({
      id: 'x',
      object: 'chat.completion',
      created: 1,
      model: 'qwen3',
      choices: [{ index: 0, finish_reason: 'tool_calls', message: { role: 'assistant', content: null, tool_calls } }],
      usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
    });
}

async function run() {
  const { context, store } = stepContext({
    model: openOpenAiModel({ id: 'qwen3', apiKey: 'none', baseUrl: `${server.url}/v1` }),
  });
  const answer = await runModelLoop({ context, system: 'Be brief.', user: 'Go.', tools: [], finish });
  return { answer, usage: (await store.readTask(TASK_ID))?.usage };
}

test('a compatible server is asked with tools and without a temperature, and its tokens are counted', async () => {
  answers.push(callsDone('{"n":1}'));
  const { answer, usage } = await run();
  expect(answer).toEqual({ n: 1 });
  expect(usage).toMatchObject({ turns: 1, inputTokens: 100, outputTokens: 10 });
  expect(requests[0]).toMatchObject({
    authorization: 'Bearer none',
    body: { model: 'qwen3', tools: [{ function: { name: 'done' } }] },
  });
  expect(Object.keys(requests[0]?.body ?? {})).not.toEqual(expect.arrayContaining(['temperature']));
});

test('arguments that are not JSON are answered with an error in a history the server accepts', async () => {
  answers.push(callsDone('{"n":'), callsDone('{"n":2}'));
  expect((await run()).answer).toEqual({ n: 2 });
  const messages = z.array(z.looseObject({ role: z.string() })).parse(requests[1]?.body['messages']);
  expect(messages.slice(-2)).toMatchObject([
    { role: 'assistant', tool_calls: [{ id: 'call_1', function: { name: 'done', arguments: '{}' } }] },
    { role: 'tool', tool_call_id: 'call_1', content: expect.stringContaining('not JSON') },
  ]);
});

test('a key that is refused is not tried again, and only the server’s own words are told', async () => {
  answers.push(() => Response.json({ error: { message: 'bad key' } }, { status: 401 }));
  await expect(run()).rejects.toMatchObject({
    name: 'PolicyError',
    code: 'MODEL_ACCESS_DENIED',
    message: expect.stringMatching(/bad key$/),
  });
  expect(requests).toHaveLength(1);
});
