import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { type Invocation, invocationSchema, sessionIdOf } from '#domain/agent.ts';
import { InputError } from '#domain/errors.ts';
import { toFailure } from '#domain/failure.ts';
import type { Agent } from './agent.ts';
import type { Log } from './log.ts';
import type { Sessions } from './sessions.ts';
import { readTraceId, withTraceId } from './trace-id.ts';

/** AgentCore's header with the session that it routed the request to. */
export const SESSION_HEADER = 'x-amzn-bedrock-agentcore-runtime-session-id';

/** An invocation carries references only; this is many times its size. */
const MAX_BODY_BYTES = 64 * 1_024;

/**
 * The AgentCore Runtime contract: `POST /invocations` and `GET /ping`. Written on hono because the official
 * BedrockAgentCoreApp can neither be closed nor report a failed bind, and answers errors without our codes.
 */
export function createAgentApp(agent: Agent, sessions: Sessions, log: Log): Hono {
  const app = new Hono();
  app.get('/ping', (c) =>
    c.json({
      status: sessions.isBusy() ? 'HealthyBusy' : 'Healthy',
      // Of the last change, not of this ping: AgentCore's idle timeout counts from it.
      time_of_last_update: Math.floor(sessions.changedAt().getTime() / 1_000),
    }),
  );
  app.use(
    '/invocations',
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) => c.json(toBody('BODY_TOO_LARGE', `At most ${MAX_BODY_BYTES} bytes.`), 413),
    }),
  );
  app.post('/invocations', async (c) => {
    const invocation = parseInvocation(agent, c.req.header(SESSION_HEADER), await c.req.text());
    const traceId = readTraceId((name) => c.req.header(name));
    const status = await sessions.begin(invocation, traceId);
    withTraceId(log, traceId)('info', 'invoked', { taskId: invocation.taskId, step: invocation.step, status });
    return c.json({ status });
  });
  app.notFound((c) => c.json(toBody('NOT_FOUND', 'An agent answers POST /invocations and GET /ping.'), 404));
  app.onError((error, c) => {
    const failure = toFailure(error);
    log(error instanceof InputError ? 'warn' : 'error', 'invocation refused', { ...failure });
    return c.json(toBody(failure.code, failure.message), error instanceof InputError ? 400 : 500);
  });
  return app;
}

function parseInvocation(agent: Agent, session: string | undefined, body: string): Invocation {
  const parsed = invocationSchema.safeParse(parseJson(body));
  if (!parsed.success) throw new InputError(z.prettifyError(parsed.error), { code: 'INVOCATION_INVALID' });
  if (parsed.data.agent !== agent.name) {
    throw new InputError(`This is the ${agent.name} agent, not ${parsed.data.agent}.`, { code: 'WRONG_AGENT' });
  }
  const expected = sessionIdOf(parsed.data.taskId, agent.name);
  if (session !== expected) {
    throw new InputError(`The session of this task is ${expected}, not ${session ?? 'absent'}.`, { code: 'WRONG_SESSION' });
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('The body is not JSON.', { code: 'INVOCATION_INVALID', cause });
  }
}

function toBody(code: string, message: string): { error: { code: string; message: string } } {
  return { error: { code, message } };
}
