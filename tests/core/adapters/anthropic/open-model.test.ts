import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { openAnthropicModel } from '#adapters/anthropic/open-model.ts';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { stepContext } from '#tests/agents/harness/step-context.ts';
import { TASK_ID } from '#tests/fakes/samples.ts';

const finish = { name: 'done', description: 'Hands in.', schema: z.object({ n: z.number() }) };

let server: HttpServer;
let requests: { key: string | undefined; body: Record<string, unknown> }[];
let answers: (() => Response)[];

beforeEach(async () => {
  requests = [];
  answers = [];
  const app = new Hono().post('/v1/messages', async (c) => {
    requests.push({ key: c.req.header('x-api-key'), body: z.record(z.string(), z.unknown()).parse(await c.req.json()) });
    return (
      answers.shift()?.() ??
      Response.json({ type: 'error', error: { type: 'invalid_request_error', message: 'nothing left to say' } }, { status: 400 })
    );
  });
  server = await serve(app);
});
afterEach(() => server.close());

function calls(input: object): () => Response {
  return () =>
    Response.json({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content: [{ type: 'tool_use', id: 'toolu_1', name: 'done', input }],
      stop_reason: 'tool_use',
      usage: { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 80, cache_creation_input_tokens: 10 },
    });
}

async function run() {
  const { context, store } = stepContext({
    model: openAnthropicModel({ id: 'claude-opus-4-6', apiKey: 'key', baseUrl: server.url }),
  });
  const answer = await runModelLoop({ context, system: 'Be brief.', user: 'Go.', tools: [], finish });
  return { answer, usage: (await store.readTask(TASK_ID))?.usage };
}

test('it is asked with tools, caching and no temperature, and cached tokens are counted as such', async () => {
  answers.push(calls({ n: 1 }));
  const { answer, usage } = await run();
  expect(answer).toEqual({ n: 1 });
  expect(usage).toMatchObject({ turns: 1, inputTokens: 100, outputTokens: 5 });
  expect(usage?.costUsd).toBeCloseTo((10 * 5 + 5 * 25 + 80 * 0.5 + 10 * 6.25) / 1_000_000, 9);
  expect(requests[0]).toMatchObject({ key: 'key', body: { model: 'claude-opus-4-6', tools: [{ name: 'done' }] } });
  expect(JSON.stringify(requests[0]?.body)).toContain('"cache_control":{"type":"ephemeral"}');
  expect(requests[0]?.body['temperature']).toBeUndefined();
});

test('an answer that is not accepted goes back as the result of its call', async () => {
  answers.push(calls({ n: 'x' }), calls({ n: 2 }));
  expect((await run()).answer).toEqual({ n: 2 });
  expect(JSON.stringify(requests[1]?.body['messages'])).toContain('"tool_use_id":"toolu_1"');
});
