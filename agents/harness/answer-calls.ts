import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import type { StructuredToolInterface } from '@langchain/core/tools';
import type { AgentContext } from './agent.ts';
import { callTool, type ToolResult, toToolMessage } from './call-tool.ts';
import { type FinishTool, handIn } from './finish-tool.ts';
import type { Trouble } from './model-trouble.ts';
import { brokenCallOf } from './to-history.ts';

export interface CallsInput<T> {
  readonly context: AgentContext;
  readonly tools: readonly StructuredToolInterface[];
  readonly finish: readonly FinishTool<T>[];
}

export interface CallsOutput<T> {
  /** One result per call, as the vendors demand; those after an accepted answer have none. */
  readonly messages: BaseMessage[];
  readonly accepted?: { readonly value: T };
  /** Set when no call of the answer could be run: the last one's reason. */
  readonly mistake?: Trouble;
}

/** More calls of one answer are not run: their results would fill the conversation before the model has read one. */
const MAX_CALLS = 40;
const TOO_MANY = {
  ok: false,
  text: `This call was not run: at most ${MAX_CALLS} calls of one answer are. Read what the others gave, then go on.`,
} as const;

/** Runs the tool calls of one answer in their order, up to one that hands in an accepted answer. */
export async function answerCalls<T>(answer: AIMessage | undefined, input: CallsInput<T>): Promise<CallsOutput<T>> {
  const messages: BaseMessage[] = [];
  const mistakes: (Trouble | undefined)[] = [];
  for (const [at, call] of (answer?.tool_calls ?? []).entries()) {
    if (at >= MAX_CALLS) {
      messages.push(toToolMessage(call, TOO_MANY));
      continue;
    }
    input.context.signal.throwIfAborted();
    const started = performance.now();
    const result = await answerCall(call, answer, input);
    const said = 'value' in result ? { ok: true, result: 'accepted' } : { ok: result.ok, result: result.text };
    input.context.transcript.note({ type: 'tool', tool: call.name, ms: Math.round(performance.now() - started), ...said });
    if ('value' in result) return { messages, accepted: result };
    messages.push(toToolMessage(call, result));
    mistakes.push(result.mistake);
  }
  const mistake = mistakes.at(-1);
  return mistake !== undefined && !mistakes.includes(undefined) ? { messages, mistake } : { messages };
}

async function answerCall<T>(
  call: ToolCall,
  answer: AIMessage | undefined,
  { context, tools, finish }: CallsInput<T>,
): Promise<ToolResult | { value: T }> {
  const broken = answer && brokenCallOf(answer, call.id);
  if (broken) return { ok: false, ...broken };
  const end = finish.find(({ name }) => name === call.name);
  if (end) return handIn(call, end, context);
  return callTool(
    call,
    tools.find(({ name }) => name === call.name),
    context,
  );
}
