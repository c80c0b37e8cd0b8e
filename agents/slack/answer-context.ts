import type { StructuredToolInterface } from '@langchain/core/tools';
import type { Log } from '#agents/harness/log.ts';
import type { OpenedModel } from '#agents/harness/run-step.ts';
import type { Chat } from '#ports/chat.ts';
import type { InquiryStore } from '#ports/inquiry-store.ts';
import type { TaskReader } from './tools/task-tools.ts';

/** What the slack agent works with: it reads tasks, and writes nothing but its answer. */
export interface SlackAgentDeps {
  readonly store: TaskReader;
  readonly inquiries: Pick<InquiryStore, 'readInquiry' | 'markAnswered'>;
  readonly chat: Pick<Chat, 'post' | 'readThread' | 'whisper'>;
  readonly model: () => Promise<OpenedModel>;
  readonly log: Log;
  /** Ids of messages in the conversation with the model. */
  readonly newId: () => string;
}

/** What the nodes of one answer share. */
export interface AnswerContext {
  readonly deps: SlackAgentDeps;
  /** With its tools bound. */
  readonly model: () => Promise<BoundModel>;
  readonly tools: readonly StructuredToolInterface[];
  readonly signal: AbortSignal;
  readonly log: Log;
}

export type BoundModel = ReturnType<NonNullable<OpenedModel['model']['bindTools']>>;
