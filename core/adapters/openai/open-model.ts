import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { ChatOpenAI } from '@langchain/openai';

export interface OpenAiModelInput {
  readonly id: string;
  readonly apiKey: string;
  /** Of any OpenAI-compatible server, for example `http://127.0.0.1:11434/v1`; without it, OpenAI's own. */
  readonly baseUrl?: string | undefined;
  /** How long one answer may take. */
  readonly answerMs?: number;
}

/** How long one answer may take. */
const ANSWER_MS = 600_000;

/**
 * Opens a model that speaks OpenAI's chat completions, the one form that compatible servers share. It asks once per
 * call: whoever asks decides what a failure means.
 */
export function openOpenAiModel({ id, apiKey, baseUrl, answerMs = ANSWER_MS }: OpenAiModelInput): BaseChatModel {
  return new ChatOpenAI({
    model: id,
    apiKey,
    maxRetries: 0,
    timeout: answerMs,
    useResponsesApi: false,
    ...(baseUrl ? { configuration: { baseURL: baseUrl } } : {}),
  });
}
