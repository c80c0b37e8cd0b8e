import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AgentName } from '#domain/agent.ts';
import { AwsError, toAwsResponse } from './aws-error.ts';
import type { Identity } from './identity.ts';
import type { SessionRegistry } from './sessions.ts';
import type { UserPool } from './user-pool.ts';

/** One agent, as the data plane needs it. */
export interface Runtime {
  readonly agent: AgentName;
  /** Users whose tokens open it, instead of signed requests. */
  readonly users?: UserPool;
  readonly url: string;
  untilReady(): Promise<void>;
  stopSession(sessionId: string): Promise<void>;
}

const SESSION_HEADER = 'x-amzn-bedrock-agentcore-runtime-session-id';
/** Handed on to the agent, as AgentCore does. */
const TRACE_HEADERS = ['x-amzn-trace-id', 'traceparent', 'tracestate', 'baggage'];
const CUSTOM_PREFIX = 'x-amzn-bedrock-agentcore-runtime-custom-';
/** The one that AgentCore makes, and the one that a deployment makes. */
const ENDPOINTS: ReadonlySet<string> = new Set(['DEFAULT', 'live']);
const MAX_PAYLOAD = 100 * 1_024 * 1_024;

/** What AgentCore has beside runtimes. */
interface Parts {
  readonly identity?: Identity | undefined;
  readonly interpreter?: Hono | undefined;
}

/** The part of AgentCore's data plane that is used here, in front of the agents' processes and the users' vault. */
export function createAgentCoreApp(runtimes: ReadonlyMap<string, Runtime>, sessions: SessionRegistry, parts: Parts = {}): Hono {
  const { identity, interpreter } = parts;
  const app = new Hono();
  if (identity) app.route('/', identity.pages);
  app.use(async (c, next) => {
    if (!isSigned(c) && !/^\/runtimes\/[^/]+\/invocations$/.test(c.req.path)) throw missingToken();
    await next();
  });
  if (identity) app.route('/', identity.api);
  if (interpreter) app.route('/', interpreter);
  app.post('/runtimes/:arn/invocations', bodyLimit({ maxSize: MAX_PAYLOAD, onError: tooLarge }), async (c) => {
    const runtime = findRuntime(runtimes, c);
    await authorize(runtime, c);
    const sessionId = readSessionId(c) ?? crypto.randomUUID();
    // Known before the agent is, so that a stop which comes meanwhile finds it.
    sessions.use(sessionId, runtime.agent, Date.now());
    return forward(runtime, sessionId, c);
  });
  app.post('/runtimes/:arn/stopruntimesession', async (c) => {
    const runtime = findRuntime(runtimes, c);
    const sessionId = readSessionId(c);
    if (!sessionId) throw new AwsError('ValidationException', 400, 'runtimeSessionId is required.');
    if (!sessions.has(sessionId, runtime.agent))
      throw new AwsError('ResourceNotFoundException', 404, `Session ${sessionId} not found.`);
    sessions.forget(sessionId, runtime.agent);
    await runtime.stopSession(sessionId);
    return c.json({}, 200, { [SESSION_HEADER]: sessionId });
  });
  app.notFound(() => toAwsResponse(new AwsError('UnknownOperationException', 404, 'This operation is not implemented locally.')));
  app.onError((error) => toAwsResponse(error));
  return app;
}

function isSigned(c: Context): boolean {
  return c.req.header('authorization')?.startsWith('AWS4-HMAC-SHA256') === true;
}

function missingToken(): AwsError {
  return new AwsError('AccessDeniedException', 403, 'Missing Authentication Token');
}

/** A runtime takes signed requests, or the tokens of its users, and never both. */
async function authorize({ users }: Runtime, c: Context): Promise<void> {
  const [, token] = /^bearer (.+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  if (isSigned(c) ? users !== undefined : token !== undefined && users === undefined) {
    const message = 'Authorization method mismatch. The agent is configured for a different authorization method.';
    throw new AwsError('AccessDeniedException', 403, message);
  }
  if (users === undefined) {
    if (!isSigned(c)) throw missingToken();
    return;
  }
  if (token === undefined || (await users.verify(token)) === undefined) {
    throw new AwsError('UnauthorizedException', 401, 'OAuth authorization failed: the bearer token is missing or invalid.');
  }
}

function tooLarge(): never {
  throw new AwsError('ValidationException', 400, 'The payload must be at most 100 MB.');
}

function findRuntime(runtimes: ReadonlyMap<string, Runtime>, c: Context): Runtime {
  const arn = c.req.param('arn') ?? '';
  const qualifier = c.req.query('qualifier') ?? 'DEFAULT';
  const runtime = runtimes.get(arn);
  if (runtime && ENDPOINTS.has(qualifier)) return runtime;
  throw new AwsError(
    'ResourceNotFoundException',
    404,
    `No endpoint or agent found with qualifier '${qualifier}' for agent '${arn}'`,
  );
}

function readSessionId(c: Context): string | undefined {
  const id = c.req.header(SESSION_HEADER);
  if (id === undefined || (id.length >= 33 && id.length <= 256)) return id;
  throw new AwsError('ValidationException', 400, 'runtimeSessionId must have 33 to 256 characters.');
}

function isKept(name: string): boolean {
  return name.startsWith(CUSTOM_PREFIX) || TRACE_HEADERS.includes(name);
}

async function forward(runtime: Runtime, sessionId: string, c: Context): Promise<Response> {
  const kept = Object.entries(c.req.header()).filter(([name]) => isKept(name.toLowerCase()));
  const headers = {
    ...Object.fromEntries(kept),
    // The header that the chat's runtime is configured to let through.
    ...(runtime.users ? { authorization: c.req.header('authorization') ?? '' } : {}),
    'content-type': c.req.header('content-type') ?? 'application/octet-stream',
    [SESSION_HEADER]: sessionId,
  };
  const body = await c.req.arrayBuffer();
  const answer = await send(runtime, { headers, body, signal: c.req.raw.signal }).catch((cause: unknown) => {
    throw new AwsError('InternalServerException', 500, `The runtime cannot be reached: ${String(cause)}`);
  });
  if (!answer.ok) {
    await answer.body?.cancel();
    const message = `Received error (${answer.status}) from runtime. Please check your CloudWatch logs for more information.`;
    throw new AwsError('RuntimeClientError', 424, message);
  }
  const type = answer.headers.get('content-type') ?? 'application/json';
  // A stream is handed on as it comes.
  return new Response(type.startsWith('text/event-stream') ? answer.body : await answer.text(), {
    headers: { 'content-type': type, [SESSION_HEADER]: sessionId },
  });
}

/** An agent that is just being started again is waited for, as a cold start is. */
async function send(runtime: Runtime, request: Pick<RequestInit, 'headers' | 'body' | 'signal'>): Promise<Response> {
  await runtime.untilReady();
  return fetch(`${runtime.url}/invocations`, { method: 'POST', ...request });
}
