import { ChatAnthropic } from '@langchain/anthropic';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';

/** Enough for any one answer with its tool calls; the vendor demands a number. */
const MAX_ANSWER_TOKENS = 16_000;

export interface AnthropicModelInput {
  readonly id: string;
  readonly apiKey: string;
  /** Without it, Anthropic's own. */
  readonly baseUrl?: string | undefined;
  /** How long one answer may take. */
  readonly answerMs?: number;
}

/** How long one answer may take. */
const ANSWER_MS = 600_000;

/** Opens a model of Anthropic's API. It asks once per call: whoever asks decides what a failure means. */
export function openAnthropicModel({ id, apiKey, baseUrl, answerMs = ANSWER_MS }: AnthropicModelInput): BaseChatModel {
  const model = new ChatAnthropic({
    model: id,
    apiKey,
    maxTokens: MAX_ANSWER_TOKENS,
    maxRetries: 0,
    clientOptions: { timeout: answerMs },
    ...(baseUrl ? { anthropicApiUrl: baseUrl } : {}),
  });
  const bindTools = model.bindTools.bind(model);
  // An agent sends its whole history with every call; cached, nine tenths of that cost a tenth.
  model.bindTools = (tools, options) => bindTools(tools, { cache_control: { type: 'ephemeral' }, ...options });
  return model;
}
