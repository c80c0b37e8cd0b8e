import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { openAnthropicModel } from '#adapters/anthropic/open-model.ts';
import { openBedrockModel } from '#adapters/bedrock/open-model.ts';
import { openOpenAiModel } from '#adapters/openai/open-model.ts';

/** What a model answers, before a vendor's form is put around it. */
export interface Said {
  readonly text?: string;
  readonly calls?: readonly { readonly name: string; readonly args: unknown; readonly id?: string }[];
  readonly stop?: 'calls' | 'end' | 'length' | 'refused';
}

/** One vendor's way to say everything that can happen. */
export interface Dialect {
  readonly name: string;
  open(url: string, answerMs: number): BaseChatModel;
  /** 10 tokens in and 5 out. */
  answer(said: Said): object;
  error(code: string, message: string): { readonly body: object; readonly headers: Readonly<Record<string, string>> };
}

const STOPS = {
  converse: { calls: 'tool_use', end: 'end_turn', length: 'max_tokens', refused: 'guardrail_intervened' },
  anthropic: { calls: 'tool_use', end: 'end_turn', length: 'max_tokens', refused: 'refusal' },
  openai: { calls: 'tool_calls', end: 'stop', length: 'length', refused: 'content_filter' },
} as const;

export const CONVERSE: Dialect = {
  name: 'Bedrock',
  open: (url, answerMs) =>
    openBedrockModel({
      id: 'us.anthropic.claude-opus-4-6-v1',
      region: 'us-east-1',
      answerMs,
      client: { endpoint: url, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } },
    }),
  answer: ({ text: words, calls = [], stop = 'calls' }) => ({
    output: {
      message: {
        role: 'assistant',
        content: [
          ...(words === undefined ? [] : [{ text: words }]),
          ...calls.map(({ name, args, id = 'call_1' }) => ({ toolUse: { toolUseId: id, name, input: args } })),
        ],
      },
    },
    stopReason: STOPS.converse[stop],
    usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
    metrics: { latencyMs: 1 },
  }),
  error: (code, message) => ({ body: { message }, headers: { 'x-amzn-errortype': code } }),
};

export const ANTHROPIC: Dialect = {
  name: 'Anthropic',
  open: (url, answerMs) => openAnthropicModel({ id: 'claude-opus-4-6', apiKey: 'key', baseUrl: url, answerMs }),
  answer: ({ text: words, calls = [], stop = 'calls' }) => ({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-4-6',
    content: [
      ...(words === undefined ? [] : [{ type: 'text', text: words }]),
      ...calls.map(({ name, args, id = 'call_1' }) => ({ type: 'tool_use', id, name, input: args })),
    ],
    stop_reason: STOPS.anthropic[stop],
    usage: { input_tokens: 10, output_tokens: 5 },
  }),
  error: (code, message) => ({ body: { type: 'error', error: { type: code, message } }, headers: {} }),
};

export const OPENAI: Dialect = {
  name: 'OpenAI',
  open: (url, answerMs) => openOpenAiModel({ id: 'qwen3', apiKey: 'none', baseUrl: `${url}/v1`, answerMs }),
  answer: ({ text: words, calls = [], stop = 'calls' }) => ({
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'qwen3',
    choices: [
      {
        index: 0,
        finish_reason: STOPS.openai[stop],
        message: {
          role: 'assistant',
          content: words ?? null,
          ...(calls.length > 0
            ? {
                tool_calls: calls.map(({ name, args, id = 'call_1' }) => ({
                  id,
                  type: 'function',
                  function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
                })),
              }
            : {}),
        },
      },
    ],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  }),
  error: (code, message) => ({ body: { error: { code, type: code, message } }, headers: {} }),
};

type Act = (response: ServerResponse) => void;

/** A model server that does what it is told, one act per request; past the last one the last is done again. */
export interface MisbehavingModel {
  readonly url: string;
  /** Bodies of the requests so far. */
  readonly asked: readonly string[];
  will(...acts: readonly Act[]): void;
  close(): Promise<void>;
}

export async function openMisbehavingModel(): Promise<MisbehavingModel> {
  const asked: string[] = [];
  let acts: readonly Act[] = [];
  const server = createServer((request, response) => {
    const act = async (): Promise<void> => {
      asked.push(await text(request));
      (acts[asked.length - 1] ?? acts.at(-1))?.(response);
    };
    void act();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    will: (...next) => {
      acts = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers whole. */
export function says(dialect: Dialect, said: Said): Act {
  return (response) => sendJson(response, 200, dialect.answer(said));
}

/** Refuses, in the vendor's form. */
export function fails(dialect: Dialect, status: number, [code, message]: readonly [string, string], more: object = {}): Act {
  const { body, headers } = dialect.error(code, message);
  return (response) => sendJson(response, status, body, { ...headers, ...more });
}

/** Breaks the connection off in the middle of an answer. */
export function breaksOff(dialect: Dialect, said: Said): Act {
  return (response) => {
    const body = JSON.stringify(dialect.answer(said));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  };
}

/** Hangs up without a word. */
export const hangsUp: Act = (response) => {
  response.destroy();
};

/** Takes the request and never answers it. */
export const isSilent: Act = () => undefined;

/** Sends a page of a proxy instead of an answer. */
export const mumbles: Act = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('<html>502 Bad Gateway</html>');
};

function sendJson(response: ServerResponse, status: number, body: object, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
