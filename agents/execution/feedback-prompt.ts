import { asData, asRequest } from '#agents/harness/as-data.ts';
import type { ReviewThread } from '#domain/pull-request.ts';
import type { Task } from '#domain/task.ts';

export interface FeedbackPrompt {
  readonly task: Pick<Task, 'ticket'>;
  readonly thread?: ReviewThread;
  /** What people with write access said in the conversation. */
  readonly texts: readonly string[];
  readonly attempt: number;
  readonly failure: string;
}

/** What the model is asked to do about one review thread, or about what was said of the whole pull request. */
export function feedbackPrompt({ task: { ticket }, thread, texts, attempt, failure }: FeedbackPrompt): string {
  return [
    `Feedback on the pull request ${ticket.key}. Address what is said here with the smallest change that is right, and nothing else.`,
    'There is no PLAN.md. What asks for no change, such as a question, is answered in the summary without changing anything.',
    'Your summary is posted as the answer: say in one or two sentences what you did, or why not.',
    '',
    asData('what the pull request is for', `${ticket.summary}\n\n${ticket.description}`),
    ...(thread ? [aboutThread(thread)] : []),
    ...texts.map((text) => asRequest('said on the pull request', text)),
    ...(failure === ''
      ? []
      : [
          '',
          `This is attempt ${attempt}. What the attempt before left is still in the checkout; it was not accepted:`,
          asData('why', failure),
        ]),
  ].join('\n');
}

function aboutThread({ path, line, diffHunk, comments }: ReviewThread): string {
  const where = line === undefined ? path : `${path}, line ${line}`;
  const said = comments.map(({ author, body }) => `${author}: ${body}`).join('\n\n');
  return [asData(`diff at ${where}`, diffHunk), asData(`review thread at ${where}`, said)].join('\n');
}
