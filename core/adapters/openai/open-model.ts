import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { ChatOpenAI } from '@langchain/openai';

export interface OpenAiModelInput {
  readonly id: string;
  readonly apiKey: string;
  /** Of any OpenAI-compatible server, for example `http://127.0.0.1:11434/v1`; without it, OpenAI's own. */
  readonly baseUrl?: string | undefined;
}

/**
 * Opens a model that speaks OpenAI's chat completions, the one form that compatible servers share; throttling, 5xx
 * and connection errors are tried 6 times with back-off and jitter.
 */
export function openOpenAiModel({ id, apiKey, baseUrl }: OpenAiModelInput): BaseChatModel {
  return new ChatOpenAI({
    model: id,
    apiKey,
    maxRetries: 5,
    useResponsesApi: false,
    ...(baseUrl ? { configuration: { baseURL: baseUrl } } : {}),
  });
}
