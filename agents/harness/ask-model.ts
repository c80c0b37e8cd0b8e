import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import type { AgentContext } from './agent.ts';
import { countTokens } from './count-tokens.ts';
import { dropOldResults, sizeOf } from './drop-old-results.ts';
import { MODEL_TROUBLE, pauseBefore, toTroubleError, type Trouble } from './model-trouble.ts';
import { stopReasonOf, toHistory } from './to-history.ts';
import { type FailedCall, toTrouble } from './to-trouble.ts';

/** A model with its tools bound. */
export type BoundModel = ReturnType<NonNullable<BaseChatModel['bindTools']>>;

/** Characters of conversation that a model is sent: about 120,000 tokens of code, with room for tools and answer in a window of 200,000. */
const ROOM = 400_000;

interface Answer {
  readonly message: AIMessage;
  /** The conversation as it was sent: what it left out has the ids of what it replaces. */
  readonly sent: readonly BaseMessage[];
}

/**
 * Gets one answer, by the rules of `MODEL_TROUBLE`: asks again after a pause, or with less, as often as they allow.
 * @throws the trouble's error when its rule is exhausted; LimitError of the budget; the signal's reason
 */
export async function askModel(model: BoundModel, history: readonly BaseMessage[], context: AgentContext): Promise<Answer> {
  const tries = new Map<Trouble, number>();
  let sent = dropOldResults(history, ROOM);
  for (;;) {
    context.budget.check();
    const asked = await askOnce(model, sent, context);
    if ('message' in asked) return { message: asked.message, sent };
    const n = (tries.get(asked.trouble) ?? 0) + 1;
    tries.set(asked.trouble, n);
    const { answer, times } = MODEL_TROUBLE[asked.trouble];
    const shorter = answer === 'compact' ? dropOldResults(sent, sizeOf(sent) - 1) : sent;
    const isStuck = answer === 'compact' && shorter.every((one) => sent.includes(one));
    if (n > times || isStuck) throw toTroubleError(asked.trouble, context.modelId, asked.said, asked.cause);
    if (answer === 'retry') await pause(n, asked, context);
    sent = shorter;
  }
}

interface Failed extends FailedCall {
  readonly cause?: unknown;
}

async function askOnce(
  model: BoundModel,
  sent: readonly BaseMessage[],
  context: AgentContext,
): Promise<{ message: AIMessage } | Failed> {
  const started = performance.now();
  const answer = await model.invoke([...sent], { signal: context.signal }).catch((cause: unknown) => {
    context.signal.throwIfAborted();
    return { ...toTrouble(cause), cause };
  });
  const ms = Math.round(performance.now() - started);
  if ('trouble' in answer) {
    context.transcript.note({ type: 'model-failed', ms, trouble: answer.trouble, said: answer.said });
    return answer;
  }
  const tokens = countTokens(sent, answer);
  const costUsd = await context.budget.charge(tokens);
  const reason = stopReasonOf(answer);
  context.transcript.note({ type: 'model', ms, tokens, costUsd, stop: reason, text: answer.text, calls: callsOf(answer) });
  const trouble = STOPS[reason];
  if (trouble) return { trouble, said: reason };
  const message = toHistory(answer);
  // Not the vendor's: a server that numbers every answer alike would overwrite its earlier ones in the history.
  message.id = crypto.randomUUID();
  return { message };
}

/** What the model wants done, as it said it. */
function callsOf({ tool_calls: calls = [], invalid_tool_calls: unread = [] }: AIMessage) {
  return [...calls, ...unread].map(({ name, args }) => ({ tool: name, args }));
}

/** Answers that are none, by the reason the vendors give for their end. */
const STOPS: Readonly<Record<string, Trouble>> = {
  guardrail_intervened: 'refused',
  content_filtered: 'refused',
  content_filter: 'refused',
  refusal: 'refused',
  model_context_window_exceeded: 'overflow',
};

/** From the second try again on people see in the timeline why nothing happens. */
async function pause(n: number, { trouble, said, retryAfterMs }: FailedCall, context: AgentContext): Promise<void> {
  const ms = pauseBefore(n, Math.random(), retryAfterMs);
  if (n > 1) {
    const { says } = MODEL_TROUBLE[trouble];
    await context.progress(`${context.modelId} ${says} (${said}): trying again in ${Math.ceil(ms / 1_000)} s`);
  }
  await context.pause(ms);
}
