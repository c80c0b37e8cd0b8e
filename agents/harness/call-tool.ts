import { ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { type StructuredToolInterface, ToolInputParsingException } from '@langchain/core/tools';
import { InputError, LimitError } from '#domain/errors.ts';
import { visibleText } from '#domain/visible-text.ts';
import type { AgentContext } from './agent.ts';
import { asData } from './as-data.ts';
import type { Trouble } from './model-trouble.ts';
import { summarise } from './summarise.ts';

/** About 15,000 tokens: more than a model reads with profit, and far below any context window. */
const MAX_RESULT = 60_000;

export interface ToolResult {
  readonly text: string;
  readonly ok: boolean;
  /** Set when the model called it in a way that it cannot be called; a tool that fails for another reason is no mistake. */
  readonly mistake?: Trouble;
}

/** The answer to one tool call, in the form the model gets it. */
export function toToolMessage(call: ToolCall, result: ToolResult): ToolMessage {
  return new ToolMessage({
    tool_call_id: call.id ?? '',
    name: call.name,
    // Said in the text as well: not every vendor's adapter passes the status on.
    content: result.ok ? result.text : `Error: ${result.text}`,
    status: result.ok ? 'success' : 'error',
  });
}

/** Runs one tool call and writes `tool.called`; a tool's error is an answer the model can act on, a limit is not. @throws LimitError */
export async function callTool(
  call: ToolCall,
  tool: StructuredToolInterface | undefined,
  context: AgentContext,
): Promise<ToolResult> {
  const started = performance.now();
  const result = tool ? await runTool(tool, call, context.signal) : unknownTool(call);
  context.signal.throwIfAborted();
  await noteCall(call, result.ok, performance.now() - started, context);
  // A mistake has a rule of its own.
  const advice = result.mistake === undefined ? context.budget.follow(call, result) : undefined;
  return advice === undefined ? result : { ...result, text: `${result.text}\n\n${advice}` };
}

/** Appends `tool.called` to the task's history. */
export async function noteCall(call: ToolCall, ok: boolean, ms: number, { invocation, store }: AgentContext): Promise<void> {
  await store.appendEvents(invocation.taskId, [
    {
      type: 'tool.called',
      step: invocation.step,
      agent: invocation.agent,
      tool: call.name,
      summary: summarise(call.args),
      ok,
      ms: Math.round(ms),
    },
  ]);
}

function unknownTool({ name }: ToolCall): ToolResult {
  return { ok: false, text: `There is no tool named ${name}. Use one of the tools on offer.`, mistake: 'unknown-tool' };
}

async function runTool(tool: StructuredToolInterface, call: ToolCall, signal: AbortSignal): Promise<ToolResult> {
  try {
    const output: unknown = await tool.invoke(call.args, { signal });
    const text = typeof output === 'string' ? output : (JSON.stringify(output) ?? '');
    return { ok: true, text: asData(`result of ${call.name}`, shorten(text)) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LimitError) throw error;
    const text = visibleText(shorten(wordsOf(error)));
    return error instanceof ToolInputParsingException ? { ok: false, text, mistake: 'wrong-arguments' } : { ok: false, text };
  }
}

/** What our own errors tell people to do is good advice for a model too. */
function wordsOf(error: unknown): string {
  if (error instanceof InputError) return `${error.message} ${error.remedy}`;
  return error instanceof Error ? error.message : String(error);
}

function shorten(text: string): string {
  if (text.length <= MAX_RESULT) return text;
  return `${text.slice(0, MAX_RESULT)}\n… cut here: ${text.length - MAX_RESULT} more characters. Ask for a smaller part.`;
}
