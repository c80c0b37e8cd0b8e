import { InputError, PolicyError } from '#domain/errors.ts';
import { answerKeyOf, type Inquiry } from '#domain/inquiry.ts';
import { visibleText } from '#domain/visible-text.ts';
import { withoutSecrets } from '#domain/without-secrets.ts';
import type { SlackAgentDeps } from '../answer-context.ts';
import { fallBack } from '../fall-back.ts';
import type { State, Update } from '../state.ts';

/** Puts the answer into the thread, under a key by which the next try finds it, and marks the question as answered. */
export function postNode(inquiry: Inquiry, deps: SlackAgentDeps): (state: State) => Promise<Update> {
  return async ({ posted, answer, material }) => {
    const text = withoutSecrets(visibleText(answer ?? fallBack(material, 'there was no answer')));
    if (!posted) await post(text, inquiry, deps);
    await deps.inquiries.markAnswered(inquiry.id);
    return { posted: true };
  };
}

/** A thread that is gone meanwhile takes no answer; whoever asked gets it alone. */
async function post(text: string, { id, channel, thread, by }: Inquiry, { chat, log }: SlackAgentDeps): Promise<void> {
  try {
    await chat.post(channel, { text, key: answerKeyOf(id) }, thread);
  } catch (error) {
    if (!isFinal(error)) throw error;
    log('warn', 'the thread took no answer', { inquiryId: id, error: String(error) });
    await chat.whisper(channel, by.id, { text }).catch((refusal: unknown) => {
      if (!isFinal(refusal)) throw refusal;
      log('error', 'nobody could be given the answer', { inquiryId: id, error: String(refusal) });
    });
  }
}

/** Slack would refuse it again. */
function isFinal(error: unknown): boolean {
  return error instanceof InputError || error instanceof PolicyError;
}
