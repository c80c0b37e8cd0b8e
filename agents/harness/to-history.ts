import { AIMessage } from '@langchain/core/messages';
import { z } from 'zod';

/** Why a call cannot be run, and what the model is told. */
const WHY = {
  'malformed-call': 'The arguments of this call are not JSON. Send it again.',
  'cut-off':
    'Your answer was cut off because it became too long, so this call was not run. Send it again with less in it; ' +
    'a long file is written in parts: its beginning first, then the rest by edits.',
} as const;

/** How the vendors say that an answer was cut off because it became too long. */
const CUT_OFF = new Set(['max_tokens', 'length']);

/** How Bedrock says that the model wrote a call that is none. */
const MALFORMED = new Set(['malformed_tool_use', 'malformed_model_output']);

/** Why the model ended its answer; Bedrock, Anthropic and OpenAI name it differently. */
export function stopReasonOf({ response_metadata }: AIMessage): string {
  const { stopReason, stop_reason: snake, finish_reason: finish } = response_metadata;
  return [stopReason, snake, finish].find((value) => typeof value === 'string') ?? '';
}

/**
 * The message as it may be sent back: every call has an id of its own and an object of arguments, calls with unreadable
 * arguments are kept with none (they are answered with an error), and nothing is empty, because the vendors refuse each of
 * these in a history.
 */
export function toHistory(answer: AIMessage): AIMessage {
  const { whole, unread, isRead } = toCalls(answer);
  const silent = whole.length === 0 && unread.length === 0 && answer.text.trim() === '';
  const ids = new Set(whole.map(({ id }) => id).filter(Boolean));
  if (isRead && unread.length === 0 && !silent && ids.size === whole.length) return answer;
  const used = new Set<string>();
  const kept = whole.map(({ name, args, id }, index) => ({ name, args, id: unlike(used, id || `call_${index}`) }));
  const broken = unread.map(({ name = 'unknown', id }, index) => ({ name, args: {}, id: unlike(used, id || `broken_${index}`) }));
  const why = CUT_OFF.has(stopReasonOf(answer)) ? 'cut-off' : 'malformed-call';
  return new AIMessage({
    content: silent ? '(no answer)' : answer.text,
    tool_calls: [...kept, ...broken].map((call) => ({ type: 'tool_call', ...call })),
    response_metadata: {
      ...answer.response_metadata,
      [BROKEN_CALLS]: Object.fromEntries(broken.map(({ id }) => [id, why])),
    },
  });
}

/** The id, or one made of it when an earlier call of the same answer has it. */
function unlike(used: Set<string>, id: string): string {
  let own = id;
  for (let n = 2; used.has(own); n += 1) own = `${id}_${n}`;
  used.add(own);
  return own;
}

interface Unread {
  readonly name?: string | undefined;
  readonly id?: string | undefined;
}

/** The last call of an answer that was cut off counts as unread even if it looks whole: text may be missing at its end. */
function toCalls(answer: AIMessage): Calls {
  const calls = (answer.tool_calls ?? []).map((call) => ({ call, args: toArguments(call.args) }));
  const isRead = calls.every(({ call, args }) => args === call.args);
  const whole = calls.flatMap(({ call, args }) => (args ? [{ ...call, args }] : []));
  const unread = [...calls.flatMap(({ call, args }) => (args ? [] : [call])), ...(answer.invalid_tool_calls ?? [])];
  if (unread.length > 0 || !CUT_OFF.has(stopReasonOf(answer))) return { whole, unread, isRead };
  return { whole: whole.slice(0, -1), unread: whole.slice(-1), isRead };
}

interface Calls {
  readonly whole: NonNullable<AIMessage['tool_calls']>;
  readonly unread: readonly Unread[];
  /** False when the arguments were not what the adapter's type says. */
  readonly isRead: boolean;
}

function isArguments(args: unknown): args is Record<string, unknown> {
  return typeof args === 'object' && args !== null && !Array.isArray(args);
}

/** Some models write the object of arguments as a string with JSON in it. */
function toArguments(args: unknown): Record<string, unknown> | undefined {
  if (isArguments(args)) return args;
  if (typeof args !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(args);
    return isArguments(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const BROKEN_CALLS = 'stepwright_broken_calls';
const brokenCallsSchema = z.record(z.string(), z.enum(['malformed-call', 'cut-off'])).catch({});

/** What is to be said of an answer without any call, before the model is asked to go on. */
export function toComplaint(answer: AIMessage): string | undefined {
  const reason = stopReasonOf(answer);
  if (CUT_OFF.has(reason)) return 'Your answer was cut off because it became too long. Say less, and do one thing at a time.';
  if (MALFORMED.has(reason)) return 'Your tool call could not be read. Send it again, with arguments that fit its schema.';
  return undefined;
}

/** What is wrong with a call in a history, with words for the model; undefined when it can be run. */
export function brokenCallOf(message: AIMessage, callId = ''): { mistake: keyof typeof WHY; text: string } | undefined {
  const mistake = brokenCallsSchema.parse(message.response_metadata[BROKEN_CALLS])[callId];
  return mistake && { mistake, text: WHY[mistake] };
}
