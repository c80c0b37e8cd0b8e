import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import { z } from 'zod';
import { LimitError, PolicyError } from '#domain/errors.ts';
import { priceOf, type TokenCounts } from '#domain/price.ts';
import type { Task } from '#domain/task.ts';
import type { Usage } from '#domain/usage.ts';
import type { AgentContext } from './agent.ts';
import { toModelError } from './model-error.ts';
import { stopReasonOf, toHistory } from './to-history.ts';

/** A model with its tools bound. */
export type BoundModel = ReturnType<NonNullable<BaseChatModel['bindTools']>>;

const GO_ON =
  'Retry the task: it goes on with the step that stopped and has its whole limit anew. If it stops there again, split the ticket.';

/** Stops the step when the whole task, over all its steps, has used what it may. */
export function checkLimits(used: Usage, limits: Task['limits']): void {
  if (used.turns >= limits.maxTurns) {
    throw new LimitError(`The task has used its ${limits.maxTurns} model turns.`, {
      code: 'TURN_LIMIT',
      remedy: GO_ON,
    });
  }
  if (used.costUsd >= limits.maxBudgetUsd) {
    throw new LimitError(`The task has spent $${used.costUsd.toFixed(2)} of its $${limits.maxBudgetUsd.toFixed(2)}.`, {
      code: 'BUDGET_LIMIT',
      remedy: GO_ON,
    });
  }
}

/** Asks the model once and writes what it cost to the task; answers the message and the task's new total. */
export async function askModel(
  model: BoundModel,
  messages: readonly BaseMessage[],
  context: AgentContext,
): Promise<{ message: AIMessage; used: Usage }> {
  const answer = await model.invoke([...messages], { signal: context.signal }).catch((error: unknown) => {
    context.signal.throwIfAborted();
    throw toModelError(error, context.modelId);
  });
  const tokens = countTokens(messages, answer);
  const used = await context.store.addUsage(context.invocation.taskId, {
    turns: 1,
    inputTokens: tokens.input + tokens.cacheRead + tokens.cacheWrite,
    outputTokens: tokens.output,
    costUsd: priceOf(context.modelId, tokens, context.price),
  });
  refuseWhenBlocked(answer, context.modelId);
  const message = toHistory(answer);
  // Not the vendor's: a server that numbers every answer alike would overwrite its earlier ones in the history.
  message.id = crypto.randomUUID();
  return { message, used };
}

const tokenCount = z.number().nonnegative().catch(0);
const usageMetadataSchema = z.object({
  input_tokens: tokenCount,
  output_tokens: tokenCount,
  input_token_details: z.object({ cache_read: tokenCount, cache_creation: tokenCount }).partial().catch({}),
});

/** `usage_metadata.input_tokens` includes what the cache served and took; a server that counts nothing is estimated. */
function countTokens(messages: readonly BaseMessage[], answer: AIMessage): TokenCounts {
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

const BLOCKED = new Set(['guardrail_intervened', 'content_filtered', 'content_filter', 'refusal']);

function refuseWhenBlocked(answer: AIMessage, modelId: string): void {
  const reason = stopReasonOf(answer);
  if (!BLOCKED.has(reason)) return;
  throw new PolicyError(`${modelId} refused to answer (${reason}).`, {
    code: 'MODEL_REFUSED',
    remedy: 'Read the ticket for text that a content filter may object to, change it, and retry the task.',
  });
}
