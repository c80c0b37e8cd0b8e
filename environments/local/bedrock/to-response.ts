import type { ScriptReply } from './script.ts';

interface ToolUse {
  readonly toolUseId: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The body of Converse's answer. */
export interface ConverseResponse {
  readonly output: {
    readonly message: {
      readonly role: 'assistant';
      readonly content: readonly ({ readonly text: string } | { readonly toolUse: ToolUse })[];
    };
  };
  readonly stopReason: 'tool_use' | 'end_turn';
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number; readonly totalTokens: number };
  readonly metrics: { readonly latencyMs: number };
}

/** A script's reply as Bedrock answers it; `body` is the request's, by which its tokens are counted. */
export function toConverseResponse(body: string, { turn, reply }: { turn: number; reply: ScriptReply }, latencyMs: number) {
  const uses = reply.toolUses ?? [];
  const content = [
    ...(reply.text ? [{ text: reply.text }] : []),
    ...uses.map(({ name, input }, index) => ({ toolUse: { toolUseId: `tooluse_${turn}_${index}`, name, input } })),
  ];
  const inputTokens = toTokens(body);
  const outputTokens = toTokens(JSON.stringify(content));
  return {
    output: { message: { role: 'assistant', content } },
    stopReason: uses.length > 0 ? 'tool_use' : 'end_turn',
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    metrics: { latencyMs },
  } satisfies ConverseResponse;
}

/** About four characters make a token in English text and code. */
function toTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
