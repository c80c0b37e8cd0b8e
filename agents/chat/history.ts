import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { ChatMessage } from '#domain/chat-session.ts';

/** The conversation as a model is sent it. */
export function toMessages(messages: readonly ChatMessage[]): BaseMessage[] {
  return messages.map((message) => {
    switch (message.role) {
      case 'user':
        return new HumanMessage(message.text);
      case 'assistant':
        return new AIMessage({
          content: message.text,
          tool_calls: message.calls.map((call) => ({ type: 'tool_call', ...call })),
        });
      case 'tool':
        return new ToolMessage({ tool_call_id: message.callId, name: message.name, content: message.text });
    }
  });
}

/** A model's answer as it is kept. */
export function fromAnswer({ text, tool_calls: calls = [] }: AIMessage): ChatMessage {
  return { role: 'assistant', text, calls: calls.map(({ id = '', name, args }) => ({ id, name, args })) };
}

/** What the agent itself says, in the model's place. */
export function said(text: string): ChatMessage {
  return { role: 'assistant', text, calls: [] };
}

const DROPPED = '[dropped to make room; call the tool again if you still need it]';
const SHORT = 300;

/**
 * The end of a conversation that has at most `room` characters: first long results of tools go, the oldest first, then whole
 * exchanges from the beginning. What is left begins with the user, and every call in it has its result.
 */
export function fitHistory(messages: readonly ChatMessage[], room: number): readonly ChatMessage[] {
  let excess = sizeOf(messages) - room;
  const shorter = messages.map((message) => {
    if (excess <= 0 || message.role !== 'tool' || message.text.length <= SHORT) return message;
    excess -= message.text.length - DROPPED.length;
    return { ...message, text: DROPPED };
  });
  let kept = shorter;
  while (excess > 0) {
    const next = kept.findIndex(({ role }, index) => index > 0 && role === 'user');
    if (next === -1) return kept.slice(0, 0);
    excess -= sizeOf(kept.slice(0, next));
    kept = kept.slice(next);
  }
  return kept;
}

function sizeOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + JSON.stringify(message).length, 0);
}
