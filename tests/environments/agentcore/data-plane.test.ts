import { BedrockAgentCoreClient, InvokeAgentRuntimeCommand, StopRuntimeSessionCommand } from '@aws-sdk/client-bedrock-agentcore';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openAgentRuntime } from '#adapters/agentcore/open-agent-runtime.ts';
import { sessionIdOf } from '#domain/agent.ts';
import { createAgentCoreApp, type Runtime } from '#environments/local/agentcore/app.ts';
import { openSessionRegistry, SESSION_LIMITS } from '#environments/local/agentcore/sessions.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { anInvocation } from '#tests/agents/harness/step-context.ts';
import { TASK_ID } from '#tests/fakes/samples.ts';

const ARN = 'arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/stepwright_discovery-LocalAgent';
const SESSION = sessionIdOf(TASK_ID, 'discovery');
const HEADER = 'x-amzn-bedrock-agentcore-runtime-session-id';

interface Received {
  readonly session: string | undefined;
  readonly type: string | undefined;
  readonly trace?: string | undefined;
  readonly body: unknown;
}

let agent: HttpServer;
let plane: HttpServer;
let received: Received[];
let stopped: string[];
let answer: () => Response;

beforeEach(async () => {
  received = [];
  stopped = [];
  answer = () => Response.json({ status: 'accepted' });
  const app = new Hono().post('/invocations', async (c) => {
    const [session, type, trace] = [HEADER, 'content-type', 'x-amzn-trace-id'].map((name) => c.req.header(name));
    received.push({ session, type, body: await c.req.json(), ...(trace ? { trace } : {}) });
    return answer();
  });
  agent = await serve(app);
  const runtime: Runtime = {
    agent: 'discovery',
    url: agent.url,
    untilReady: async () => undefined,
    stopSession: async (sessionId) => {
      stopped.push(sessionId);
    },
  };
  plane = await serve(createAgentCoreApp(new Map([[ARN, runtime]]), openSessionRegistry()));
});
afterEach(async () => {
  await plane.close();
  await agent.close();
});

function client(): BedrockAgentCoreClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new BedrockAgentCoreClient({ endpoint: plane.url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

const idle = () => false;
const runtimes = (arn = ARN) => openAgentRuntime({ client: client(), arns: { discovery: arn } });

describe('the adapter, through the real client', () => {
  test('hands the invocation to the agent under the session of task and agent', async () => {
    await runtimes().invoke(anInvocation());
    expect(received).toEqual([{ session: SESSION, type: 'application/json', body: anInvocation() }]);
  });

  test('invokes and stops at the endpoint that the ARN names', async () => {
    await runtimes(`${ARN}/runtime-endpoint/live`).invoke(anInvocation());
    await runtimes(`${ARN}/runtime-endpoint/live`).stopSession(TASK_ID, 'discovery');
    expect([received.length, stopped]).toEqual([1, [SESSION]]);
    const other = runtimes(`${ARN}/runtime-endpoint/other`).invoke(anInvocation());
    await expect(other).rejects.toMatchObject({ message: expect.stringContaining("qualifier 'other'") });
  });

  test('is part of the trace of whoever invokes, as in a Lambda', async () => {
    const trace = 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1';
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'dispatch-agent');
    vi.stubEnv('_X_AMZN_TRACE_ID', trace);
    await runtimes().invoke(anInvocation());
    vi.unstubAllEnvs();
    expect(received[0]?.trace).toBe(trace);
  });

  test('stops a session that exists, and takes one that does not as stopped', async () => {
    await runtimes().stopSession(TASK_ID, 'discovery');
    expect(stopped).toEqual([]);
    await runtimes().invoke(anInvocation());
    await runtimes().stopSession(TASK_ID, 'discovery');
    await runtimes().stopSession(TASK_ID, 'discovery');
    expect(stopped).toEqual([SESSION]);
  });

  test.each([
    ['an agent that refuses', () => Response.json({}, { status: 400 }), 'InputError', 'AGENT_REFUSED'],
    ['an agent that breaks', () => Response.json({}, { status: 500 }), 'UpstreamError', 'AGENT_UNAVAILABLE'],
  ])('tells %s by its name', async (_, respond, name, code) => {
    answer = respond;
    await expect(runtimes().invoke(anInvocation())).rejects.toMatchObject({ name, code });
  });

  test('tells an agent that is away as unavailable', async () => {
    await agent.close();
    await expect(runtimes().invoke(anInvocation())).rejects.toMatchObject({ name: 'UpstreamError', code: 'AGENT_UNAVAILABLE' });
  });

  test('tells a service that is away as unavailable', async () => {
    const away = runtimes();
    await plane.close();
    await expect(away.invoke(anInvocation())).rejects.toMatchObject({ name: 'UpstreamError', code: 'AGENT_UNAVAILABLE' });
    await expect(away.stopSession(TASK_ID, 'discovery')).rejects.toMatchObject({ code: 'AGENT_UNAVAILABLE' });
  });

  test('has nothing to stop of an agent that is not deployed', async () => {
    await expect(runtimes().stopSession(TASK_ID, 'planning')).resolves.toBeUndefined();
  });

  test('tells an ARN that is wrong or missing as not deployed', async () => {
    await expect(runtimes(`${ARN}x`).invoke(anInvocation())).rejects.toMatchObject({ code: 'AGENT_NOT_DEPLOYED' });
    await expect(runtimes().invoke(anInvocation({ agent: 'planning' }))).rejects.toMatchObject({ code: 'AGENT_NOT_DEPLOYED' });
  });
});

describe('the data plane answers with the errors of AWS', () => {
  test.each([
    ['a session id that is too short', { runtimeSessionId: 'short' }, 'ValidationException', 400],
    ['an endpoint there is not', { qualifier: 'prod' }, 'ResourceNotFoundException', 404],
    [
      'an agent there is not',
      { agentRuntimeArn: 'arn:aws:bedrock-agentcore:us-east-1:1:runtime/x' },
      'ResourceNotFoundException',
      404,
    ],
  ])('%s', async (_, overrides, name, status) => {
    await expect(invoke(overrides)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(received).toEqual([]);
  });

  test('an agent that refuses is a RuntimeClientError with its status in the text', async () => {
    answer = () => new Response('no', { status: 413 });
    await expect(invoke({})).rejects.toMatchObject({ name: 'RuntimeClientError', message: expect.stringContaining('(413)') });
  });

  test('a request without a signature', async () => {
    const response = await fetch(`${plane.url}/runtimes/${encodeURIComponent(ARN)}/invocations`, { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
  });

  test('an operation it does not have', async () => {
    const headers = { authorization: 'AWS4-HMAC-SHA256 x' };
    const response = await fetch(`${plane.url}/memories/x/events`, { method: 'POST', headers });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
  });

  test('a session that it makes up when none is given is told to the caller', async () => {
    const { runtimeSessionId } = await invoke({ runtimeSessionId: undefined });
    expect(runtimeSessionId?.length).toBeGreaterThanOrEqual(33);
    const { $metadata } = await client().send(new StopRuntimeSessionCommand({ agentRuntimeArn: ARN, runtimeSessionId }));
    expect($metadata.httpStatusCode).toBe(200);
  });
});

describe('sessions end by themselves', () => {
  test('after fifteen idle minutes, unless their agent is busy', () => {
    const sessions = openSessionRegistry();
    sessions.use('a', 'discovery', 0);
    sessions.use('b', 'planning', 0);
    const later = SESSION_LIMITS.idleMs + 1;
    expect(sessions.listExpired(SESSION_LIMITS.idleMs, idle)).toEqual([]);
    expect(sessions.listExpired(later, (agent) => agent === 'planning')).toEqual([{ sessionId: 'a', agent: 'discovery' }]);
    sessions.use('a', 'discovery', later);
    expect(sessions.listExpired(later, (agent) => agent === 'planning')).toEqual([]);
  });

  test('after eight hours, however busy', () => {
    const sessions = openSessionRegistry();
    sessions.use('a', 'discovery', 0);
    sessions.use('a', 'discovery', SESSION_LIMITS.lifetimeMs);
    expect(sessions.listExpired(SESSION_LIMITS.lifetimeMs + 1, () => true)).toEqual([{ sessionId: 'a', agent: 'discovery' }]);
  });

  test('with the process of their agent, and not those of other agents', () => {
    const sessions = openSessionRegistry();
    sessions.use('a', 'discovery', 0);
    sessions.use('a', 'planning', 0);
    sessions.forgetAll('discovery');
    expect([sessions.has('a', 'discovery'), sessions.has('a', 'planning')]).toEqual([false, true]);
  });
});

async function invoke(overrides: object) {
  const input = { agentRuntimeArn: ARN, runtimeSessionId: SESSION, payload: '{}', ...overrides };
  return client().send(new InvokeAgentRuntimeCommand(input));
}
