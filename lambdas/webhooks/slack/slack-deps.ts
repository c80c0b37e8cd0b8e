import type { IntakeDeps } from '#lambdas/intake/intake-deps.ts';
import type { Chat } from '#ports/chat.ts';
import type { InquiryStore } from '#ports/inquiry-store.ts';
import type { Secrets } from '#ports/secrets.ts';
import type { Respond } from './respond.ts';

/** What Slack's deliveries act through. */
export interface SlackDeps extends IntakeDeps {
  readonly secrets: Secrets;
  readonly chat: Pick<Chat, 'readUser' | 'openForm' | 'whisper'>;
  readonly inquiries: Pick<InquiryStore, 'recordInquiry'>;
  readonly respond: Respond;
  /** Markdown in Slack's own form. */
  readonly toMrkdwn: (markdown: string) => string;
}
