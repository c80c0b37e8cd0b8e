import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { ChatBedrockConverse } from '@langchain/aws';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { useMergedTurns } from './merge-turns.ts';

/** A long answer that is not streamed takes minutes; a connection does not. */
const ANSWER_MS = 600_000;
const CONNECTION_MS = 5_000;

/**
 * Enough for any one answer with its tool calls. Without it Bedrock sets the model's largest answer aside from the account's
 * tokens per minute with every request, and throttles early (Bedrock user guide, "How tokens are counted").
 */
const MAX_ANSWER_TOKENS = 16_000;

export interface BedrockModelInput {
  /** A model or inference-profile id, for example `us.anthropic.claude-opus-4-6-v1`. */
  readonly id: string;
  readonly region: string;
  /** For tests; credentials and endpoint otherwise come from the SDK's own environment variables. */
  readonly client?: BedrockRuntimeClientConfig;
  /** How long one answer may take. */
  readonly answerMs?: number;
}

/**
 * Opens a Bedrock model through Converse. It asks once per call: whoever asks decides what a failure means. No temperature
 * or top_p: newer Claude models refuse them.
 */
export function openBedrockModel({ id, region, client, answerMs = ANSWER_MS }: BedrockModelInput): BaseChatModel {
  // Without the last option the SDK only warns, and waits for ever.
  const timeouts = { connectionTimeout: CONNECTION_MS, requestTimeout: answerMs, throwOnRequestTimeout: true };
  const model = new ChatBedrockConverse({
    model: id,
    region,
    maxTokens: MAX_ANSWER_TOKENS,
    maxRetries: 0,
    client: useMergedTurns(
      new BedrockRuntimeClient({
        region,
        maxAttempts: 1,
        requestHandler: new NodeHttpHandler(timeouts),
        ...client,
      }),
    ),
  });
  if (/claude/i.test(id)) cachePrompts(model);
  return model;
}

/** An agent sends its whole history with every call; cached, nine tenths of that cost a tenth. */
function cachePrompts(model: ChatBedrockConverse): void {
  const bindTools = model.bindTools.bind(model);
  model.bindTools = (tools, options) => bindTools(tools, { cache_control: { type: 'ephemeral' }, ...options });
}
