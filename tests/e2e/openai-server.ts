import { Hono } from 'hono';
import { z } from 'zod';
import type { AgentName } from '#domain/agent.ts';
import { sampleScripts } from '#environments/local/bedrock/scripts/index.ts';
import type { ScriptMessage, ScriptReply, ScriptRequest } from '#environments/local/bedrock/script.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';

const messageSchema = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z
    .union([
      z.string(),
      z.array(z.object({ text: z.string().default('') })).transform((parts) => parts.map((part) => part.text).join('\n')),
    ])
    .nullish()
    .transform((content) => content ?? ''),
  tool_calls: z.array(z.object({ function: z.object({ name: z.string(), arguments: z.string() }) })).default([]),
});
type Message = z.infer<typeof messageSchema>;

const requestSchema = z.object({
  messages: z.array(messageSchema),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
});

type Answer = (request: ScriptRequest) => ScriptReply | Promise<ScriptReply>;

/** The sample's developer. */
export const answerAsSample: Answer = (request) => sampleScripts[request.agent](request);

/** A server that speaks OpenAI's chat completions and plays the sample's developer, or another one, on a repository of another name. */
export function serveOpenAi(repo: string, answer = answerAsSample): Promise<HttpServer> {
  const app = new Hono();
  app.post('/v1/chat/completions', async (context) => {
    const body = (await context.req.text()).replaceAll(repo, 'acme/shipping');
    const request = toScriptRequest(requestSchema.parse(JSON.parse(body)));
    const completion = toCompletion(await answer(request), request.turn, body.length);
    return context.body(JSON.stringify(completion).replaceAll('acme/shipping', repo), 200, {
      'content-type': 'application/json',
    });
  });
  return serve(app);
}

function toScriptRequest({ messages, tools }: z.infer<typeof requestSchema>): ScriptRequest {
  const system = messages.find(({ role }) => role === 'system' || role === 'developer')?.content ?? '';
  return {
    agent: toAgent(system),
    system,
    turn: messages.filter(({ role }) => role === 'assistant').length,
    messages: messages.filter(({ role }) => role !== 'system' && role !== 'developer').map(toScriptMessage),
    tools: tools.map((tool) => tool.function.name),
  };
}

function toAgent(system: string): AgentName {
  const name = /^You are Stepwright's ([a-z-]+) agent\./.exec(system)?.[1];
  return z.enum(['discovery', 'planning', 'execution', 'ci-monitor']).parse(name);
}

function toScriptMessage({ role, content, tool_calls }: Message): ScriptMessage {
  if (role === 'tool') {
    return { role: 'user', text: '', toolUses: [], toolResults: [{ text: content, isError: content.startsWith('Error: ') }] };
  }
  const toolUses = tool_calls.map((call) => ({
    name: call.function.name,
    input: z.unknown().parse(JSON.parse(call.function.arguments)),
  }));
  return { role: role === 'assistant' ? 'assistant' : 'user', text: content, toolUses, toolResults: [] };
}

function toCompletion(reply: ScriptReply, turn: number, size: number): object {
  const calls = (reply.toolUses ?? []).map(({ name, input }, index) => ({
    id: `call_${turn}_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  const message = { role: 'assistant', content: reply.text ?? null, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
  return {
    id: `chatcmpl-${turn}`,
    object: 'chat.completion',
    created: 0,
    model: 'scripted',
    choices: [{ index: 0, message, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }],
    usage: { prompt_tokens: Math.ceil(size / 4), completion_tokens: 100, total_tokens: Math.ceil(size / 4) + 100 },
  };
}
