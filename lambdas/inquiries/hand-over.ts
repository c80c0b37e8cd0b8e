import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import { AGENT_TIME_LIMIT_SECONDS } from '#domain/agent.ts';
import { InputError, PolicyError } from '#domain/errors.ts';
import { answerKeyOf, type Inquiry } from '#domain/inquiry.ts';
import type { Log } from '#lambdas/http/log.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import type { AnswerRuntime } from '#ports/agent-runtime.ts';
import type { Chat } from '#ports/chat.ts';
import type { Clock } from '#ports/clock.ts';
import type { InquiryStore } from '#ports/inquiry-store.ts';
import { inquiryEventSchema } from './schema.ts';

export interface InquiryDeps {
  readonly inquiries: Pick<InquiryStore, 'readInquiry' | 'markAnswered'>;
  readonly agents: AnswerRuntime;
  readonly chat: Pick<Chat, 'post' | 'findMessage'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Reads a new item of the table; `undefined` when it is not a question. */
  readonly readInquiry: (image: Record<string, AttributeValue>) => Inquiry | undefined;
}

/**
 * Hands questions to the slack agent and waits for its answers. One that fails is reported, so that the stream hands it
 * over again; whoever asked is told when that has gone on for too long.
 */
export async function handOver(event: unknown, deps: InquiryDeps): Promise<DynamoDBBatchResponse> {
  const { Records } = parseEvent(inquiryEventSchema, event);
  const failed = await Promise.all(
    Records.map(async ({ dynamodb: { SequenceNumber: itemIdentifier, NewImage: image } }) => {
      const inquiry = image && deps.readInquiry(image);
      return inquiry === undefined || (await isAnswered(inquiry, deps)) ? [] : [{ itemIdentifier }];
    }),
  );
  return { batchItemFailures: failed.flat() };
}

async function isAnswered(inquiry: Inquiry, deps: InquiryDeps): Promise<boolean> {
  try {
    const found = await deps.inquiries.readInquiry(inquiry.id);
    if (!found?.answered) await ask(inquiry, deps);
    return true;
  } catch (error) {
    deps.log({ level: 'warn', message: 'a question was not answered', inquiryId: inquiry.id, error: String(error) });
    return false;
  }
}

async function ask(inquiry: Inquiry, deps: InquiryDeps): Promise<void> {
  try {
    await deps.agents.ask(inquiry);
  } catch (error) {
    const age = deps.clock.now().getTime() - Date.parse(inquiry.askedAt);
    if (age < AGENT_TIME_LIMIT_SECONDS.slack * 1_000) throw error;
    deps.log({ level: 'error', message: 'the slack agent cannot be reached', inquiryId: inquiry.id, error: String(error) });
    await apologise(inquiry, deps);
  }
}

const SORRY =
  'I could not look that up: the part of me that answers questions does not run just now. `/agent status <task>` and ' +
  '`/agent list` work all the same.';

/** Under the agent's own key, so that its answer and this are never both there. */
async function apologise({ id, channel, thread }: Inquiry, { chat, inquiries, log }: InquiryDeps): Promise<void> {
  const key = answerKeyOf(id);
  try {
    if ((await chat.findMessage(channel, key, thread)) === undefined) await chat.post(channel, { text: SORRY, key }, thread);
  } catch (error) {
    // Slack would refuse it again: the thread is gone, or we may not write there.
    if (!(error instanceof InputError || error instanceof PolicyError)) throw error;
    log({ level: 'error', message: 'nobody could be told', inquiryId: id, error: String(error) });
  }
  await inquiries.markAnswered(id);
}
