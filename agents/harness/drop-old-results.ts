import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { keptResults } from './kept-results.ts';

/** A shorter result or argument is not worth asking for again. */
const SHORT = 500;

/** So many of the last messages keep their arguments. */
const RECENT = 8;

/** What is shown of the beginning of what was left out: an exit code, a file's first line. */
const SHOWN = 120;

/**
 * The messages as they are while they have at most `room` characters; otherwise with the oldest long tool results, and the
 * long arguments of the calls before them, replaced by one line each, until half of the room is free, so that this (and with
 * it a new prompt cache) is rarely needed. Everything else stays: what was asked with its plan, what people said, what the model
 * did, and what `keptResults` names. The same messages always become the same.
 */
export function dropOldResults(messages: readonly BaseMessage[], room: number): readonly BaseMessage[] {
  let excess = sizeOf(messages) - room;
  if (excess <= 0) return messages;
  excess += room / 2;
  const kept = keptResults(messages);
  const oldUntil = messages.length - RECENT;
  return messages.map((message, index) => {
    if (excess <= 0 || kept.has(message)) return message;
    const shorter = ToolMessage.isInstance(message)
      ? withoutContent(message)
      : index < oldUntil
        ? withoutArguments(message)
        : message;
    excess -= sizeOf([message]) - sizeOf([shorter]);
    return shorter;
  });
}

/** Characters that a model is sent, roughly: texts and the arguments of calls. */
export function sizeOf(messages: readonly BaseMessage[]): number {
  return messages.reduce((sum, message) => {
    const calls = AIMessage.isInstance(message) && message.tool_calls?.length ? JSON.stringify(message.tool_calls).length : 0;
    return sum + message.text.length + calls;
  }, 0);
}

function withoutContent(message: ToolMessage): ToolMessage {
  const { id, name = 'the tool', tool_call_id, status, text } = message;
  if (text.length <= SHORT) return message;
  const start =
    text
      .replace(/^<outside-text [^>]*>\n/, '')
      .split('\n', 1)[0]
      ?.slice(0, SHOWN) ?? '';
  const content = `[${text.length} characters that began with "${start}" were dropped here to make room. Call ${name} again if you still need them.]`;
  return new ToolMessage({ content, tool_call_id, name, ...(id ? { id } : {}), ...(status ? { status } : {}) });
}

function withoutArguments(message: BaseMessage): BaseMessage {
  if (!AIMessage.isInstance(message) || !message.tool_calls?.some(({ args }) => Object.values(args).some(isLong))) return message;
  const tool_calls = message.tool_calls.map((call) => ({ ...call, args: shortened(call.args) }));
  return new AIMessage({ content: message.text, tool_calls, ...(message.id ? { id: message.id } : {}) });
}

function shortened(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, isLong(value) ? `[${value.length} characters were dropped here]` : value]),
  );
}

function isLong(value: unknown): value is string {
  return typeof value === 'string' && value.length > SHORT;
}
