import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Service } from '#agents/harness/serve-agent.ts';
import { InputError } from '#domain/errors.ts';
import { toFailure } from '#domain/failure.ts';
import { inquiryInvocationSchema } from '#domain/inquiry.ts';
import type { Log } from '#agents/harness/log.ts';

/** A reference needs far less. */
const MAX_BODY_BYTES = 16 * 1_024;

/** Answers one question. */
export type Answer = (inquiryId: string, stop: AbortSignal) => Promise<string>;

/**
 * The AgentCore Runtime contract for questions: `POST /invocations` is answered when the question is, and a question that is
 * asked for again meanwhile is answered once.
 */
export function answerService(answer: Answer, log: Log, now: () => Date = () => new Date()): Service {
  const working = new Map<string, Promise<string>>();
  const stopping = new AbortController();
  let changedAt = now();
  const begin = (inquiryId: string): Promise<string> => {
    const current = working.get(inquiryId);
    if (current) return current;
    if (working.size === 0) changedAt = now();
    const work = answer(inquiryId, stopping.signal).finally(() => {
      working.delete(inquiryId);
      if (working.size === 0) changedAt = now();
    });
    working.set(inquiryId, work);
    return work;
  };
  const app = new Hono();
  app.get('/ping', (c) => {
    const status = working.size > 0 ? 'HealthyBusy' : 'Healthy';
    return c.json({ status, time_of_last_update: Math.floor(changedAt.getTime() / 1_000) });
  });
  app.use(
    '/invocations',
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.json(toBody('BODY_TOO_LARGE', 'Too large.'), 413) }),
  );
  app.post('/invocations', async (c) => c.json({ status: await begin(parseInvocation(await c.req.text())) }));
  app.notFound((c) => c.json(toBody('NOT_FOUND', 'An agent answers POST /invocations and GET /ping.'), 404));
  app.onError((error, c) => {
    const { code, message } = toFailure(error);
    log('error', 'a question was not answered', { code, message });
    return c.json(toBody(code, message), error instanceof InputError ? 400 : 500);
  });
  return {
    app,
    // What runs is short, and its answer belongs to whoever asked.
    stopSession: () => Promise.resolve(false),
    stopAll: async (why) => {
      stopping.abort(new Error(why));
      await Promise.allSettled(working.values());
    },
  };
}

function parseInvocation(body: string): string {
  const parsed = inquiryInvocationSchema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data.inquiryId;
  throw new InputError(z.prettifyError(parsed.error), { code: 'INVOCATION_INVALID' });
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
