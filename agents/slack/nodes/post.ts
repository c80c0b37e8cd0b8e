import { visibleText } from '#domain/visible-text.ts';
import { answerKeyOf, type Inquiry } from '#domain/inquiry.ts';
import { withoutSecrets } from '#agents/harness/summarise.ts';
import { fallBack } from '../fall-back.ts';
import type { SlackAgentDeps } from '../answer-context.ts';
import type { State, Update } from '../state.ts';

/** Puts the answer into the thread, under a key by which the next try finds it, and marks the question as answered. */
export function postNode(inquiry: Inquiry, { chat, inquiries }: SlackAgentDeps): (state: State) => Promise<Update> {
  return async ({ posted, answer, material }) => {
    if (!posted) {
      const text = withoutSecrets(visibleText(answer ?? fallBack(material, 'there was no answer')));
      await chat.post(inquiry.channel, { text, key: answerKeyOf(inquiry.id) }, inquiry.thread);
    }
    await inquiries.markAnswered(inquiry.id);
    return { posted: true };
  };
}
