import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { SESSION_HEADER } from '#agents/harness/agent-app.ts';
import type { Log } from '#agents/harness/log.ts';
import type { Service } from '#agents/harness/serve-agent.ts';
import { InputError } from '#domain/errors.ts';
import { isOurs } from '#domain/failure.ts';
import { type ChatEvent, chatInvocationSchema } from './contract.ts';
import type { TurnInput } from './graph.ts';
import { readUser, type User } from './read-user.ts';

/** A message of the longest kind fits many times. */
const MAX_BODY_BYTES = 64 * 1_024;

/** Answers one message. */
export type AnswerMessage = (input: TurnInput) => Promise<void>;

/**
 * The AgentCore Runtime contract with a stream: `POST /invocations` answers with server-sent events, whose last is `done` or
 * `error`. Whatever is wrong with a signed-in user's request is an `error` event too: AgentCore hands on no body of another status.
 */
export function chatService(answer: AnswerMessage, log: Log, now: () => Date = () => new Date()): Service {
  const running = new Map<AbortController, string>();
  let changedAt = now();
  const app = new Hono();
  app.get('/ping', (c) => {
    const status = running.size > 0 ? 'HealthyBusy' : 'Healthy';
    return c.json({ status, time_of_last_update: Math.floor(changedAt.getTime() / 1_000) });
  });
  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.use(
    '/invocations',
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.json(toBody('BODY_TOO_LARGE', 'Too large.'), 413) }),
  );
  app.post('/invocations', (c) => {
    const user = readUser(c.req.header('authorization'));
    const sessionId = c.req.header(SESSION_HEADER) ?? '';
    return streamSSE(c, async (stream) => {
      const gone = new AbortController();
      running.set(gone, sessionId);
      changedAt = now();
      stream.onAbort(() => gone.abort(new Error('the client is gone')));
      const emit = ({ type, ...data }: ChatEvent) => stream.writeSSE({ event: type, data: JSON.stringify(data) });
      try {
        await answer({ sessionId, user, text: await readMessage(c), signal: gone.signal, emit });
      } catch (error) {
        await emit(tell(error, { user, sessionId, isGone: gone.signal.aborted }, log));
      } finally {
        running.delete(gone);
        changedAt = now();
      }
    });
  });
  app.notFound((c) => c.json(toBody('NOT_FOUND', 'The chat answers POST /invocations, GET /ping and GET /health.'), 404));
  app.onError((error, c) => {
    const { code, message } = toWords(error);
    return c.json(toBody(code, message), code === 'NOT_SIGNED_IN' ? 401 : 500);
  });
  const stop = (why: string, sessionId?: string): boolean => {
    const found = [...running].filter(([, id]) => sessionId === undefined || id === sessionId);
    for (const [controller] of found) controller.abort(new Error(why));
    return found.length > 0;
  };
  return {
    app,
    stopSession: async (sessionId) => stop('its session was stopped', sessionId),
    stopAll: async (why) => void stop(why),
  };
}

async function readMessage(c: Context): Promise<string> {
  const parsed = chatInvocationSchema.safeParse(parseJson(await c.req.text()));
  if (parsed.success) return parsed.data.message;
  throw new InputError(z.prettifyError(parsed.error), { code: 'MESSAGE_INVALID', remedy: 'Send {"message": "…"}.' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface About {
  readonly user: User;
  readonly sessionId: string;
  readonly isGone: boolean;
}

function tell(error: unknown, { user, sessionId, isGone }: About, log: Log): ChatEvent & { type: 'error' } {
  const words = toWords(error);
  const cause = isOurs(error) ? {} : { error: String(error) };
  const level = isGone || error instanceof InputError ? 'info' : 'error';
  log(level, isGone ? 'the client left' : 'a message was not answered', { userId: user.id, sessionId, ...words, ...cause });
  return { type: 'error', ...words };
}

function toWords(error: unknown): { code: string; message: string } {
  if (isOurs(error)) return { code: error.code, message: `${error.message} ${error.remedy}`.trim() };
  return { code: 'INTERNAL', message: 'Something went wrong on our side; the log says what.' };
}

function toBody(code: string, message: string): { error: { code: string; message: string } } {
  return { error: { code, message } };
}
