import type { ScriptReply, ScriptRequest } from '../script.ts';

/** A tool call of a scripted answer. */
export function use(name: string, input: Readonly<Record<string, unknown>> = {}): NonNullable<ScriptReply['toolUses']>[number] {
  return { name, input };
}

/** The answer of this turn; past the last one the last one is given again. */
export function inTurn(request: ScriptRequest, replies: readonly [ScriptReply, ...ScriptReply[]]): ScriptReply {
  return replies[Math.min(request.turn, replies.length - 1)] ?? replies[0];
}

/** What the model was asked in the beginning. */
export function firstPrompt(request: ScriptRequest): string {
  return request.messages.find(({ role }) => role === 'user')?.text ?? '';
}

/** The texts of the latest tool results, together. */
export function latestResults(request: ScriptRequest): string {
  const results = request.messages.at(-1)?.toolResults ?? [];
  return results.map(({ text }) => text).join('\n');
}
