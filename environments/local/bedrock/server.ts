import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import { z } from 'zod';
import { AwsError, toAwsResponse } from '../agentcore/aws-error.ts';
import { checkConversation } from './check-conversation.ts';
import { type ConverseRequest, converseSchema } from './converse-schema.ts';
import type { ScriptReply, Scripts } from './script.ts';
import { toScriptRequest } from './script-request.ts';

/** A fault that tests ask for: what Bedrock answers when it is too busy, broken or away. */
export type BedrockFault = 'throttling' | 'internal' | 'unavailable';

export interface BedrockInput {
  readonly scripts: Scripts;
  /** How long every answer takes, in milliseconds; 0 without it. */
  readonly delayMs?: number;
  /** Asked before each request (counted from 1); what it names is answered instead. */
  readonly fault?: (request: number) => BedrockFault | undefined;
}

const FAULTS: Readonly<Record<BedrockFault, AwsError>> = {
  throttling: new AwsError('ThrottlingException', 429, 'Too many requests, please wait before trying again.'),
  internal: new AwsError(
    'InternalServerException',
    500,
    'The system encountered an unexpected error during processing. Try again.',
  ),
  unavailable: new AwsError('ServiceUnavailableException', 503, 'Bedrock is unable to process your request.'),
};

/** Bedrock's Converse for the SDK's client, answered by scripts; everything else about a request is checked as Bedrock does. */
export function openBedrock({ scripts, delayMs = 0, fault }: BedrockInput): { app: Hono } {
  const app = new Hono();
  let requests = 0;
  app.post('/model/:id/converse', async (c) => {
    requests += 1;
    const failing = fault?.(requests);
    if (failing) throw FAULTS[failing];
    const body = await c.req.text();
    const reply = answer(parseRequest(body), scripts);
    if (delayMs > 0) await delay(delayMs);
    return c.json(toConverseResponse(body, reply, delayMs));
  });
  app.post('/model/:id/converse-stream', () => {
    throw invalid('This model is not supported for streaming. Try your request without streaming.');
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

function toConverseResponse(body: string, { turn, reply }: { turn: number; reply: ScriptReply }, latencyMs: number): object {
  const uses = reply.toolUses ?? [];
  const content = [
    ...(reply.text ? [{ text: reply.text }] : []),
    ...uses.map(({ name, input }, index) => ({ toolUse: { toolUseId: `tooluse_${turn}_${index}`, name, input } })),
  ];
  const inputTokens = toTokens(body);
  const outputTokens = toTokens(JSON.stringify(content));
  return {
    output: { message: { role: 'assistant', content } },
    stopReason: uses.length > 0 ? 'tool_use' : 'end_turn',
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    metrics: { latencyMs },
  };
}

/** About four characters make a token in English text and code. */
function toTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', 400, message);
}
