import { z } from 'zod';
import { AGENT_NAMES, type AgentName } from '#domain/agent.ts';
import type { ContentBlock, ConverseMessage, ConverseRequest } from './converse-schema.ts';
import type { ScriptMessage, ScriptRequest } from './script.ts';

const agentSchema = z.enum(AGENT_NAMES);

/** Reduces a Converse request to what a script decides on; undefined when the system prompt names no agent of ours. */
export function toScriptRequest({ system = [], messages, toolConfig }: ConverseRequest): ScriptRequest | undefined {
  const prompt = system.flatMap((block) => ('text' in block ? [block.text] : [])).join('\n');
  const agent = toAgent(prompt);
  if (!agent) return undefined;
  return {
    agent,
    system: prompt,
    turn: messages.filter(({ role }) => role === 'assistant').length,
    messages: messages.map(toScriptMessage),
    tools: (toolConfig?.tools ?? []).flatMap((tool) => ('toolSpec' in tool ? [tool.toolSpec.name] : [])),
  };
}

function toAgent(prompt: string): AgentName | undefined {
  const [, name] = /^You are Stepwright's ([a-z-]+) agent\./.exec(prompt) ?? [];
  return agentSchema.safeParse(name).data;
}

function toScriptMessage({ role, content }: ConverseMessage): ScriptMessage {
  return {
    role,
    text: content.flatMap((block) => ('text' in block ? [block.text] : [])).join('\n'),
    toolUses: content.flatMap((block) => ('toolUse' in block ? [{ name: block.toolUse.name, input: block.toolUse.input }] : [])),
    toolResults: content.flatMap(toScriptResult),
  };
}

function toScriptResult(block: ContentBlock): ScriptMessage['toolResults'][number][] {
  if (!('toolResult' in block)) return [];
  const { content, status } = block.toolResult;
  const text = content.map((part) => ('text' in part ? part.text : JSON.stringify(part.json))).join('\n');
  // ChatBedrockConverse drops the status; the text of an error begins with its name all the same.
  return [{ text, isError: status === 'error' || text.startsWith('Error: ') }];
}
