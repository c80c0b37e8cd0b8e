import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import type { StructuredToolInterface } from '@langchain/core/tools';
import { z } from 'zod';
import { asData } from '#agents/harness/as-data.ts';
import { brokenCallOf } from '#agents/harness/to-history.ts';
import { isOurs } from '#domain/failure.ts';
import { visibleText } from '#domain/visible-text.ts';
import { checkAnswer } from '../check-answer.ts';
import { ANSWER_LIMITS, answerSchema } from '../contract.ts';
import type { AnswerContext } from '../answer-context.ts';
import type { State, Update } from '../state.ts';

/** Does what the model called for; an answer that names what nobody has seen goes back to it. */
export function actNode({ tools, signal }: Pick<AnswerContext, 'tools' | 'signal'>): (state: State) => Promise<Update> {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  return async ({ messages }) => {
    const last = messages.at(-1);
    if (!AIMessage.isInstance(last)) return {};
    const seen = messages.filter((message) => !AIMessage.isInstance(message)).map(({ text }) => text);
    const { tool_calls: calls = [] } = last;
    if (calls.length === 0) return fromText(last.text, seen.join('\n'));
    const results: BaseMessage[] = [];
    for (const call of calls) {
      const { answer, said } = await obey(call, last, { seen: seen.join('\n'), tool: byName.get(call.name), signal });
      if (answer !== undefined) return { messages: results, answer };
      seen.push(said);
      results.push(new ToolMessage({ tool_call_id: call.id ?? '', name: call.name, content: said }));
    }
    return { messages: results };
  };
}

interface Means {
  readonly seen: string;
  readonly tool: StructuredToolInterface | undefined;
  readonly signal: AbortSignal;
}

/** The answer, or what the model is told. */
async function obey(call: ToolCall, message: AIMessage, means: Means): Promise<{ answer?: string; said: string }> {
  const broken = brokenCallOf(message, call.id);
  if (broken) return { said: `Error: ${broken.text}` };
  if (call.name !== 'answer') return { said: await runTool(means.tool, call, means.signal) };
  const { answer, problem = '' } = check(call.args, means.seen);
  return answer === undefined ? { said: `Error: ${problem}` } : { answer, said: '' };
}

/** Words without a call are an answer too. */
function fromText(text: string, seen: string): Update {
  const { answer, problem } = check({ text }, seen);
  return answer === undefined ? { messages: [new HumanMessage(`${problem}\nCall answer with your answer.`)] } : { answer };
}

interface Checked {
  readonly answer?: string;
  readonly problem?: string;
}

function check(given: unknown, seen: string): Checked {
  const parsed = answerSchema.safeParse(given);
  const problems = parsed.success ? checkAnswer(parsed.data.text, seen) : [z.prettifyError(parsed.error)];
  return parsed.success && problems.length === 0 ? { answer: parsed.data.text } : { problem: problems.join('\n') };
}

async function runTool(tool: StructuredToolInterface | undefined, call: ToolCall, signal: AbortSignal): Promise<string> {
  if (!tool) return `Error: There is no tool named ${call.name}.`;
  try {
    const output: unknown = await tool.invoke(call.args, { signal });
    const text = typeof output === 'string' ? output : JSON.stringify(output);
    const cut = text.length > ANSWER_LIMITS.result ? `${text.slice(0, ANSWER_LIMITS.result)}\n… cut` : text;
    return asData(`result of ${call.name}`, cut);
  } catch (error) {
    const said = isOurs(error) ? `${error.message} ${error.remedy}` : String(error);
    return `Error: ${visibleText(said).slice(0, 500)}`;
  }
}
