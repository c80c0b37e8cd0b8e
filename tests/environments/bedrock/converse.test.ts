import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  type ConverseStreamOutput,
  type Message,
} from '@aws-sdk/client-bedrock-runtime';
import { tool } from '@langchain/core/tools';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openBedrockModel } from '#adapters/bedrock/open-model.ts';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import type { Script, ScriptRequest, Scripts } from '#environments/local/bedrock/script.ts';
import { type BedrockFault, openBedrock } from '#environments/local/bedrock/server.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { stepContext } from '#tests/agents/harness/step-context.ts';
import { ANN, TASK_ID } from '#tests/fakes/samples.ts';

const SYSTEM = "You are Stepwright's discovery agent.\nFind things.";
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

let server: HttpServer;
let script: Script;
let asked: ScriptRequest[];
let fault: ((request: number) => BedrockFault | undefined) | undefined;

const play: Script = (request) => {
  asked.push(request);
  return script(request);
};
const scripts: Scripts = {
  discovery: play,
  planning: play,
  execution: play,
  'ci-monitor': play,
  slack: play,
  sentry: play,
  review: play,
  chat: play,
};

beforeEach(async () => {
  asked = [];
  fault = undefined;
  script = () => ({ text: 'Hello.' });
  server = await serve(openBedrock({ scripts, fault: (request) => fault?.(request) }).app);
});
afterEach(() => server.close());

function client(maxAttempts = 1): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials,
    maxAttempts,
    requestHandler: new NodeHttpHandler(),
  });
}

function model() {
  return openBedrockModel({
    id: 'us.anthropic.claude-opus-4-6-v1',
    region: 'us-east-1',
    client: { endpoint: server.url, credentials },
  });
}

async function converse(messages: Message[], extra: object = {}) {
  const command = new ConverseCommand({ modelId: 'some-model', system: [{ text: SYSTEM }], messages, ...extra });
  return client().send(command);
}

/** Everything that comes, and how it ended. */
async function converseStream() {
  const command = new ConverseStreamCommand({ modelId: 'm', system: [{ text: SYSTEM }], messages: [user('Hi')], toolConfig });
  const { stream = [] } = await client().send(command);
  const events: ConverseStreamOutput[] = [];
  let error: unknown;
  try {
    for await (const event of stream) events.push(event);
  } catch (caught) {
    error = caught;
  }
  return { events, error };
}

const user = (text: string): Message => ({ role: 'user', content: [{ text }] });
const toolConfig = { tools: [{ toolSpec: { name: 'look', inputSchema: { json: { type: 'object' } } } }] };
const look: Message = { role: 'assistant', content: [{ toolUse: { toolUseId: 'a', name: 'look', input: {} } }] };

describe('the real client', () => {
  test('gets text, a stop reason and tokens that grow with the request', async () => {
    const short = await converse([user('Hi')]);
    const long = await converse([user('Hi '.repeat(400))]);
    expect(short.output?.message?.content).toEqual([{ text: 'Hello.' }]);
    expect(short.stopReason).toBe('end_turn');
    expect((long.usage?.inputTokens ?? 0) - (short.usage?.inputTokens ?? 0)).toBeGreaterThan(250);
  });

  test('gets tool uses with ids that differ', async () => {
    script = () => ({
      toolUses: [
        { name: 'look', input: { at: 1 } },
        { name: 'look', input: { at: 2 } },
      ],
    });
    const answer = await converse([user('Hi')], { toolConfig });
    expect(answer.stopReason).toBe('tool_use');
    const ids = answer.output?.message?.content?.map(({ toolUse }) => toolUse?.toolUseId);
    expect(new Set(ids).size).toBe(2);
  });

  test('gets a stream of words and arguments that add up to the answer', async () => {
    script = () => ({ text: 'Two words.', toolUses: [{ name: 'look', input: { at: 'é' } }] });
    const { events } = await converseStream();
    const deltas = events.map(({ contentBlockDelta }) => contentBlockDelta?.delta);
    expect(deltas.flatMap((delta) => delta?.text ?? [])).toEqual(['Two ', 'words.']);
    expect(deltas.flatMap((delta) => delta?.toolUse?.input ?? [])).toEqual(['{"at":"é"}']);
    const start = events.find(({ contentBlockStart }) => contentBlockStart)?.contentBlockStart;
    expect(start).toMatchObject({ start: { toolUse: { name: 'look' } }, contentBlockIndex: 1 });
    expect(events.slice(-2)).toMatchObject([
      { messageStop: { stopReason: 'tool_use' } },
      { metadata: { usage: { inputTokens: expect.any(Number) } } },
    ]);
  });

  test('sees a stream that breaks off end in an exception', async () => {
    fault = () => 'broken-stream';
    const { events, error } = await converseStream();
    expect(events[0]).toMatchObject({ messageStart: { role: 'assistant' } });
    expect(error).toMatchObject({ name: 'ModelStreamErrorException', originalStatusCode: 424 });
  });

  test('is throttled with the exception the SDK knows, and gets through when it tries again', async () => {
    fault = (request) => (request === 1 ? 'throttling' : undefined);
    await expect(converse([user('Hi')])).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 429 },
    });
    fault = (request) => (request === 2 ? 'internal' : undefined);
    const answer = await client(2).send(
      new ConverseCommand({ modelId: 'm', system: [{ text: SYSTEM }], messages: [user('Hi')] }),
    );
    expect(answer.output?.message?.content).toEqual([{ text: 'Hello.' }]);
  });
});

describe('a request that Bedrock would refuse is refused', () => {
  const cases: [string, Message[], object, RegExp][] = [
    ['a first message that is not the user', [look, user('x')], { toolConfig }, /start with a user message/],
    ['two messages of one role in a row', [user('a'), user('b')], {}, /alternate between user and assistant/],
    [
      'a last message that is not the user',
      [user('a'), { role: 'assistant', content: [{ text: 'b' }] }],
      {},
      /end with a user message/,
    ],
    ['a blank text', [user(' ')], {}, /text field .* is blank/],
    ['a message without content', [{ role: 'user', content: [] }], {}, /content field .* is empty/],
    ['a tool use that is not answered', [user('a'), look, user('b')], { toolConfig }, /Expected toolResult blocks .* a/],
    [
      'a tool result nobody asked for',
      [{ role: 'user', content: [{ toolResult: { toolUseId: 'x', content: [{ text: 'y' }] } }] }],
      { toolConfig },
      /exceeds the number of toolUse blocks/,
    ],
    ['tools in use that are not declared', [user('a'), look, user('b')], {}, /toolConfig field must be defined/],
    [
      'a tool declared twice',
      [user('a')],
      { toolConfig: { tools: [...toolConfig.tools, ...toolConfig.tools] } },
      /already defined/,
    ],
    [
      'temperature together with top_p',
      [user('a')],
      { inferenceConfig: { temperature: 1, topP: 1 } },
      /cannot both be specified/,
    ],
    ['an agent it does not know', [user('a')], { system: [{ text: 'You are a pirate.' }] }, /STEPWRIGHT_MODEL/],
    [
      'an image',
      [{ role: 'user', content: [{ image: { format: 'png', source: { bytes: new Uint8Array(1) } } }] }],
      {},
      /malformed/,
    ],
  ];
  test.each(cases)('%s', async (_, messages, extra, expected) => {
    await expect(converse(messages, extra)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(expected),
    });
    expect(asked).toEqual([]);
  });

  test('a body that is not JSON', async () => {
    const response = await fetch(`${server.url}/model/m/converse`, { method: 'POST', body: '{' });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'SerializationException']);
  });

  test('an operation there is not', async () => {
    const response = await fetch(`${server.url}/model/m/invoke`, { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
  });
});

describe('an agent through ChatBedrockConverse', () => {
  const finish = { name: 'done', description: 'Hands in.', schema: z.object({ n: z.number() }) };

  test('works over several turns, with instructions between results, in conversations that Bedrock accepts', async () => {
    const { context, store } = stepContext({ model: model() });
    const add = tool(
      async ({ a, b }) => {
        await store.appendEvents(TASK_ID, [{ type: 'instruction.given', text: 'Hurry.', by: ANN }]);
        return String(a + b);
      },
      { name: 'add', description: 'Adds.', schema: z.object({ a: z.number(), b: z.number() }) },
    );
    await store.appendEvents(TASK_ID, [{ type: 'instruction.given', text: 'Be brief.', by: ANN }]);
    script = ({ turn }) => {
      if (turn === 0) return {};
      if (turn === 1)
        return {
          text: 'Adding.',
          toolUses: [
            { name: 'add', input: { a: 1, b: 2 } },
            { name: 'add', input: { a: 'x' } },
          ],
        };
      return { toolUses: [{ name: 'done', input: { n: 3 } }] };
    };
    const answer = await runModelLoop({ context, system: SYSTEM, user: 'Add.', tools: [add], finish });
    expect(answer).toEqual({ n: 3 });
    expect(asked.map(({ agent, turn, tools }) => [agent, turn, tools])).toEqual([
      ['discovery', 0, ['add', 'done']],
      ['discovery', 1, ['add', 'done']],
      ['discovery', 2, ['add', 'done']],
    ]);
    expect(asked[0]?.messages[0]?.text).toContain('Be brief.');
    const last = asked[2]?.messages.at(-1);
    expect(last?.toolResults.map(({ isError }) => isError)).toEqual([false, true]);
    expect(last?.toolResults[0]?.text).toContain('3');
    expect(last?.text).toContain('Hurry.');
  });

  test('marks what may be cached, so that a long conversation stays cheap', async () => {
    let body = '';
    const listening = await serve({
      fetch: async (request: Request) => {
        body = await request.text();
        return Response.json({ message: 'no' }, { status: 400, headers: { 'x-amzn-errortype': 'ValidationException' } });
      },
    });
    const cached = openBedrockModel({
      id: 'anthropic.claude-opus-4-6-v1',
      region: 'us-east-1',
      client: { endpoint: listening.url, credentials },
    });
    const { context } = stepContext({ model: cached });
    await expect(runModelLoop({ context, system: SYSTEM, user: 'Go.', tools: [], finish })).rejects.toThrow('no');
    expect(body.match(/"cachePoint"/g)?.length).toBe(3);
    expect(body).not.toMatch(/temperature|topP/);
    await listening.close();
  });
});
