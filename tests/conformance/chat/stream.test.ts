import { Hono } from 'hono';
import { afterEach, describe, expect, test } from 'vitest';
import { openBedrockModel } from '#adapters/bedrock/open-model.ts';
import { chatService } from '#agents/chat/chat-service.ts';
import { answerMessage } from '#agents/chat/graph.ts';
import { listen, type ServedAgent } from '#agents/harness/serve-agent.ts';
import { type BedrockFault, openBedrock } from '#environments/local/bedrock/server.ts';
import { sampleScripts } from '#environments/local/bedrock/scripts/index.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { chatRig, SESSION, tokenOf } from '#tests/agents/chat/chat-rig.ts';

const LONG = 'word '.repeat(200);
let bedrock: HttpServer;
let agent: ServedAgent;
let left: Promise<void>;

/** The chat agent with a model that takes this long for an answer, and may break off. */
async function open(delayMs: number, fault?: BedrockFault): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  left = promise;
  const scripts = { ...sampleScripts, chat: () => ({ text: LONG }) };
  const twin = openBedrock({ scripts, delayMs, fault: () => fault });
  const door = new Hono().all('*', (c) => {
    c.req.raw.signal.addEventListener('abort', () => resolve());
    return twin.app.fetch(c.req.raw, c.env);
  });
  bedrock = await serve(door);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const model = openBedrockModel({ id: 'scripted', region: 'us-east-1', client: { endpoint: bedrock.url, credentials } });
  const { deps } = chatRig();
  const own = { ...deps, model: async () => ({ model, modelId: 'scripted' }) };
  const errors = { capture: () => undefined, flush: async () => undefined };
  agent = await listen(
    chatService((input) => answerMessage(input, own), own.log),
    { host: '127.0.0.1', port: 0, errors },
  );
}
afterEach(async () => {
  await agent.close();
  await bedrock.close();
});

function say(signal?: AbortSignal): Promise<Response> {
  const headers = { authorization: `Bearer ${tokenOf('maria')}`, 'x-amzn-bedrock-agentcore-runtime-session-id': SESSION };
  const body = JSON.stringify({ message: 'Hello' });
  return fetch(`${agent.url}/invocations`, { method: 'POST', headers, body, ...(signal ? { signal } : {}) });
}

describe('a stream', () => {
  test('hands on the first words while the model still speaks, and a client that leaves stops the model', async () => {
    await open(20_000);
    const leaving = new AbortController();
    const response = await say(leaving.signal);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const { value } = (await response.body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toMatch(/^event: token\ndata: \{"text":"word /);
    expect(await (await fetch(`${agent.url}/ping`)).json()).toMatchObject({ status: 'HealthyBusy' });
    leaving.abort();
    await left;
  });

  test('that breaks off at the model ends with an error event', async () => {
    await open(0, 'broken-stream');
    const text = await (await say()).text();
    expect(text).toMatch(/^event: token\n[\s\S]*\n\nevent: error\ndata: \{"code":"MODEL_UNAVAILABLE",[^\n]+\n\n$/);
    expect(text.match(/event: error/g)).toHaveLength(1);
  });

  test('is ended when the agent is', async () => {
    await open(20_000);
    const response = await say();
    await response.body?.getReader().read();
    await agent.close();
    await expect(left).resolves.toBeUndefined();
  });
});
