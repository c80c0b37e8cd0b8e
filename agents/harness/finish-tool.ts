import type { ToolCall } from '@langchain/core/messages/tool';
import { z, type ZodType } from 'zod';
import type { AgentContext } from './agent.ts';
import { noteCall, type ToolResult } from './call-tool.ts';

/** How the model hands in its answer. */
export interface FinishTool<T> {
  readonly name: string;
  readonly description: string;
  readonly schema: ZodType<T>;
  /** What is wrong with an answer of the right form; it is given back to the model, which goes on. */
  readonly check?: (value: T) => readonly string[] | Promise<readonly string[]>;
}

/** The ways to end a piece of work, as the model is told them. */
export function namesOf<T>(finish: readonly FinishTool<T>[]): string {
  return finish.map(({ name }) => name).join(' or ');
}

/** Checks the answer; what is wrong with it is told to the model. */
export async function handIn<T>(
  call: ToolCall,
  finish: FinishTool<T>,
  context: AgentContext,
): Promise<(ToolResult & { ok: false }) | { ok: true; value: T }> {
  const started = performance.now();
  const parsed = await finish.schema.safeParseAsync(call.args);
  const problems = parsed.success ? ((await finish.check?.(parsed.data)) ?? []) : [z.prettifyError(parsed.error)];
  const ok = parsed.success && problems.length === 0;
  await noteCall(call, ok, performance.now() - started, context);
  if (ok) return { ok, value: parsed.data };
  const text = `This was not accepted. Correct it and call ${finish.name} again.\n${problems.join('\n')}`;
  return { ok: false, text, mistake: 'wrong-answer' };
}
