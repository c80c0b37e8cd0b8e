import { AIMessage, type AIMessageChunk, type BaseMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { concat } from '@langchain/core/utils/stream';
import type { BoundModel } from '#agents/harness/ask-model.ts';
import { countTokens } from '#agents/harness/count-tokens.ts';
import { toTroubleError } from '#agents/harness/model-trouble.ts';
import { toHistory } from '#agents/harness/to-history.ts';
import { toTrouble } from '#agents/harness/to-trouble.ts';
import { InputError, LimitError } from '#domain/errors.ts';
import { isOurs } from '#domain/failure.ts';
import type { TurnContext } from '../chat-context.ts';
import { CHAT_LIMITS } from '../contract.ts';
import { fromAnswer, said, toMessages } from '../history.ts';
import { SYSTEM_PROMPT, toReviewPrompt } from '../prompts.ts';
import type { State, Update } from '../state.ts';
import { createReadTools } from '../tools/read-tools.ts';
import { createWriteTools } from '../tools/write-tools.ts';

/** Asks the model once and passes its words on as they come. @throws LimitError `CHAT_TURNS`, and what a model's trouble becomes */
export function thinkNode(context: TurnContext): (state: State) => Promise<Update> {
  return async (state) => {
    const { messages, turns, review } = state;
    if (turns >= CHAT_LIMITS.turns) throw tooManyTurns();
    const { model, modelId, price } = await context.deps.model();
    const bound = model.bindTools?.([...createReadTools(context.github), ...createWriteTools(review !== null)]);
    if (!bound) throw new InputError('This model cannot use tools.', { code: 'MODEL_INVALID' });
    const prompt = toPrompt(state);
    const answer = await stream(bound, prompt, context).catch((cause: unknown) => {
      context.signal.throwIfAborted();
      if (isOurs(cause)) throw cause;
      const { trouble, said: words } = toTrouble(cause);
      throw toTroubleError(trouble, modelId, words, cause);
    });
    context.charge(modelId, countTokens(prompt, answer), price);
    const message = toHistory(answer);
    const heard = [...messages, fromAnswer(message)];
    if (message.tool_calls?.length) return { messages: heard, turns: turns + 1, next: 'act' };
    if (review === null) return { messages: heard, next: 'end' };
    const text = `I posted no review of ${review.repo}#${review.number}: the model handed none in. Ask again if you want one.`;
    await context.emit({ type: 'token', text: `\n\n${text}` });
    return { messages: [...heard.slice(0, -1), said(`${message.text}\n\n${text}`)], pending: null, next: 'end' };
  };
}

/** The conversation, with the diff of an approved review after the user's yes. */
function toPrompt({ messages, review }: State): BaseMessage[] {
  const last = messages.findLastIndex(({ role }) => role === 'user') + 1;
  const extra = review === null ? [] : [new HumanMessage(toReviewPrompt(review))];
  return [
    new SystemMessage(SYSTEM_PROMPT),
    ...toMessages(messages.slice(0, last)),
    ...extra,
    ...toMessages(messages.slice(last)),
  ];
}

/** @throws the vendor's error when the stream breaks off, or ends without anything */
async function stream(model: BoundModel, prompt: BaseMessage[], { emit, signal }: TurnContext): Promise<AIMessage> {
  let whole: AIMessageChunk | undefined;
  for await (const chunk of await model.stream(prompt, { signal })) {
    if (chunk.text !== '') await emit({ type: 'token', text: chunk.text });
    whole = whole === undefined ? chunk : concat(whole, chunk);
  }
  if (whole === undefined) throw new Error('terminated: the stream ended without an answer');
  const { content, tool_calls = [], invalid_tool_calls = [], usage_metadata, response_metadata } = whole;
  return new AIMessage({
    content,
    tool_calls,
    invalid_tool_calls,
    response_metadata,
    ...(usage_metadata ? { usage_metadata } : {}),
  });
}

function tooManyTurns(): LimitError {
  return new LimitError(`I have used tools ${CHAT_LIMITS.turns} times for this message and stop here.`, {
    code: 'CHAT_TURNS',
    remedy: 'Ask for less at once.',
  });
}
