import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import { z } from 'zod';
import { AwsError, toAwsResponse } from '../agentcore/aws-error.ts';
import { checkConversation } from './check-conversation.ts';
import { EVENT_STREAM } from '../http/event-frame.ts';
import { type ConverseRequest, converseSchema } from './converse-schema.ts';
import type { ScriptReply, Scripts } from './script.ts';
import { toScriptRequest } from './script-request.ts';
import { toEventStream } from './event-stream.ts';
import { toConverseResponse } from './to-response.ts';

/** A fault that tests ask for: what Bedrock answers when it is too busy, broken or away, or a stream that breaks off. */
export type BedrockFault = Refusal | 'broken-stream';
type Refusal = 'throttling' | 'internal' | 'unavailable';

export interface BedrockInput {
  readonly scripts: Scripts;
  /** How long every answer takes, in milliseconds; 0 without it. */
  readonly delayMs?: number;
  /** Asked before each request (counted from 1); what it names is answered instead. */
  readonly fault?: (request: number) => BedrockFault | undefined;
}

const FAULTS: Readonly<Record<Refusal, AwsError>> = {
  throttling: new AwsError('ThrottlingException', 429, 'Too many requests, please wait before trying again.'),
  internal: new AwsError(
    'InternalServerException',
    500,
    'The system encountered an unexpected error during processing. Try again.',
  ),
  unavailable: new AwsError('ServiceUnavailableException', 503, 'Bedrock is unable to process your request.'),
};

/** Bedrock's Converse and ConverseStream for the SDK's client, answered by scripts; everything else about a request is checked as Bedrock does. */
export function openBedrock({ scripts, delayMs = 0, fault }: BedrockInput): { app: Hono } {
  const app = new Hono();
  let requests = 0;
  const respond = async (request: Request) => {
    requests += 1;
    const failing = fault?.(requests);
    if (failing && failing !== 'broken-stream') throw FAULTS[failing];
    const body = await request.text();
    const response = toConverseResponse(body, answer(parseRequest(body), scripts), delayMs);
    return { response, isBroken: failing !== undefined };
  };
  app.post('/model/:id/converse', async (c) => {
    const { response } = await respond(c.req.raw);
    if (delayMs > 0) await delay(delayMs);
    return c.json(response);
  });
  app.post('/model/:id/converse-stream', async (c) => {
    const { response, isBroken } = await respond(c.req.raw);
    const { signal } = c.req.raw;
    return c.body(toEventStream(response, { delayMs, isBroken, signal }), 200, {
      'content-type': EVENT_STREAM,
    });
  });
  app.notFound(() => toAwsResponse(new AwsError('UnknownOperationException', 404, 'This operation is not implemented locally.')));
  app.onError((error) => toAwsResponse(error));
  return { app };
}

function parseRequest(body: string): ConverseRequest {
  const parsed = converseSchema.safeParse(parseJson(body));
  if (!parsed.success) throw invalid(`The request is malformed: ${z.prettifyError(parsed.error)}`);
  const problem = checkConversation(parsed.data);
  if (problem) throw invalid(problem);
  return parsed.data;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', 400, 'The request body is not JSON.');
  }
}

function answer(request: ConverseRequest, scripts: Scripts): { turn: number; reply: ScriptReply } {
  const asked = toScriptRequest(request);
  if (!asked) throw invalid("The scripted model only plays Stepwright's agents; set STEPWRIGHT_MODEL to use a real one.");
  return { turn: asked.turn, reply: scripts[asked.agent](asked) };
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', 400, message);
}
