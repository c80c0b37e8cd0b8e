import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import { z } from 'zod';
import type { TokenCounts } from '#domain/price.ts';

const tokenCount = z.number().nonnegative().catch(0);
const usageMetadataSchema = z.object({
  input_tokens: tokenCount,
  output_tokens: tokenCount,
  input_token_details: z.object({ cache_read: tokenCount, cache_creation: tokenCount }).partial().catch({}),
});

/** `usage_metadata.input_tokens` includes what the cache served and took; a server that counts nothing is estimated. */
export function countTokens(messages: readonly BaseMessage[], answer: AIMessage): TokenCounts {
  const { data: usage } = usageMetadataSchema.safeParse(answer.usage_metadata);
  if (!usage || usage.input_tokens === 0) {
    const input = messages.reduce((sum, message) => sum + message.text.length, 0);
    const output = answer.text.length + JSON.stringify(answer.tool_calls ?? []).length;
    // About four characters make a token in English text and code.
    return { input: Math.ceil(input / 4), output: Math.ceil(output / 4), cacheRead: 0, cacheWrite: 0 };
  }
  const { cache_read: cacheRead = 0, cache_creation: cacheWrite = 0 } = usage.input_token_details;
  const input = Math.max(0, usage.input_tokens - cacheRead - cacheWrite);
  return { input, output: usage.output_tokens, cacheRead, cacheWrite };
}
