import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import { z } from 'zod';
import { AGENT_NAMES } from '#domain/agent.ts';
import type { ScriptMessage, ScriptReply, ScriptRequest } from '#environments/local/bedrock/script.ts';

const agentSchema = z.enum(AGENT_NAMES);

/** A chat model that answers from a script, as the local Bedrock does at the wire. */
export class ScriptedModel extends BaseChatModel {
  readonly script: (request: ScriptRequest) => ScriptReply;
  readonly requests: ScriptRequest[] = [];

  constructor(script: (request: ScriptRequest) => ScriptReply) {
    super({});
    this.script = script;
  }

  override _llmType(): string {
    return 'scripted';
  }

  override bindTools(): this {
    return this;
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const request = toRequest(messages);
    this.requests.push(request);
    const { text = '', toolUses = [] } = this.script(request);
    const tool_calls = toolUses.map(({ name, input }, at) => ({ name, args: { ...input }, id: `call_${request.turn}_${at}` }));
    const message = new AIMessage({
      content: text,
      tool_calls: tool_calls.map((call) => ({ ...call, type: 'tool_call' as const })),
    });
    return { generations: [{ text, message }] };
  }
}

function toRequest(messages: readonly BaseMessage[]): ScriptRequest {
  const system = messages[0]?.text ?? '';
  const [, agent] = /^You are Stepwright's ([a-z-]+) agent\./.exec(system) ?? [];
  return {
    agent: agentSchema.parse(agent),
    system,
    turn: messages.filter((message) => AIMessage.isInstance(message)).length,
    messages: messages.slice(1).map(toMessage),
    tools: [],
  };
}

function toMessage(message: BaseMessage): ScriptMessage {
  const plain = { role: 'user' as const, text: '', toolUses: [], toolResults: [] };
  if (AIMessage.isInstance(message)) {
    const toolUses = (message.tool_calls ?? []).map(({ name, args }) => ({ name, input: args }));
    return { ...plain, role: 'assistant', text: message.text, toolUses };
  }
  if (ToolMessage.isInstance(message)) {
    return { ...plain, toolResults: [{ text: message.text, isError: message.status === 'error' }] };
  }
  return { ...plain, text: message.text };
}
