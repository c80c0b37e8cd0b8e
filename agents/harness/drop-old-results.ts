import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';

/** The newest results are what the model works on now. */
const KEPT = 3;
/** A shorter result is not worth asking for again. */
const SHORT = 500;

/**
 * The messages as they are while they have at most `room` characters; otherwise with the oldest long tool results replaced
 * by one line each, until half of the room is free, so that this (and with it a new prompt cache) is rarely needed.
 * Everything else stays: what was asked, what people said, and what the model did.
 */
export function dropOldResults(messages: readonly BaseMessage[], room: number): readonly BaseMessage[] {
  let excess = sizeOf(messages) - room;
  if (excess <= 0) return messages;
  excess += room / 2;
  const results = messages.filter((message) => ToolMessage.isInstance(message));
  const droppable = new Set<BaseMessage>(results.slice(0, -KEPT).filter(({ text }) => text.length > SHORT));
  return messages.map((message) => {
    if (excess <= 0 || !ToolMessage.isInstance(message) || !droppable.has(message)) return message;
    const dropped = withoutContent(message);
    excess -= message.text.length - dropped.text.length;
    return dropped;
  });
}

/** Characters that a model is sent, roughly: texts and the arguments of calls. */
export function sizeOf(messages: readonly BaseMessage[]): number {
  return messages.reduce((sum, message) => {
    const calls = AIMessage.isInstance(message) && message.tool_calls?.length ? JSON.stringify(message.tool_calls).length : 0;
    return sum + message.text.length + calls;
  }, 0);
}

function withoutContent({ id, name = 'the tool', tool_call_id, status, text }: ToolMessage): ToolMessage {
  const content = `[${text.length} characters were dropped here to make room. Call ${name} again if you still need them.]`;
  return new ToolMessage({ content, tool_call_id, name, ...(id ? { id } : {}), ...(status ? { status } : {}) });
}
