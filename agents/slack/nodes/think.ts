import { toHistory } from '#agents/harness/to-history.ts';
import { LimitError } from '#domain/errors.ts';
import { ANSWER_LIMITS } from '../contract.ts';
import { fallBack } from '../fall-back.ts';
import type { AnswerContext } from '../answer-context.ts';
import type { State, Update } from '../state.ts';

/** Asks the model once. One that fails, or goes on for too long, is answered for from the record. */
export function thinkNode({ deps, model, signal, log }: AnswerContext): (state: State) => Promise<Update> {
  return async ({ messages, turns, material }) => {
    if (turns >= ANSWER_LIMITS.turns) return { answer: fallBack(material, 'it took too many steps') };
    try {
      const bound = await model();
      const message = toHistory(await bound.invoke(messages, { signal }));
      message.id = deps.newId();
      return { messages: [message], turns: turns + 1 };
    } catch (error) {
      if (signal.aborted && !(signal.reason instanceof LimitError)) throw signal.reason;
      log('error', 'the model did not answer', { inquiryId: material.inquiry.id, error: String(error) });
      return { answer: fallBack(material, signal.aborted ? 'it took too long' : 'the model does not answer just now') };
    }
  };
}
