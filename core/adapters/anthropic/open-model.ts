import { ChatAnthropic } from '@langchain/anthropic';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';

/** Enough for any one answer with its tool calls; the vendor demands a number. */
const MAX_ANSWER_TOKENS = 16_000;

export interface AnthropicModelInput {
  readonly id: string;
  readonly apiKey: string;
  /** Without it, Anthropic's own. */
  readonly baseUrl?: string | undefined;
}

/** Opens a model of Anthropic's API; throttling, 5xx and connection errors are tried 6 times with back-off and jitter. */
export function openAnthropicModel({ id, apiKey, baseUrl }: AnthropicModelInput): BaseChatModel {
  const model = new ChatAnthropic({
    model: id,
    apiKey,
    maxTokens: MAX_ANSWER_TOKENS,
    maxRetries: 5,
    ...(baseUrl ? { anthropicApiUrl: baseUrl } : {}),
  });
  const bindTools = model.bindTools.bind(model);
  // An agent sends its whole history with every call; cached, nine tenths of that cost a tenth.
  model.bindTools = (tools, options) => bindTools(tools, { cache_control: { type: 'ephemeral' }, ...options });
  return model;
}
