import type { DynamoDBBatchResponse } from 'aws-lambda';
import { isOurs } from '#domain/failure.ts';
import { type StreamRecord, streamEventSchema } from '#lambdas/http/stream-event.ts';
import { carryOut } from './carry-out.ts';
import type { InboxDeps } from './inbox-deps.ts';

/**
 * Does the work of deliveries that were kept, one after another; answers the records to be sent again. What can never be
 * done is logged as an error and not tried again.
 */
export async function takeInbox(event: unknown, deps: InboxDeps): Promise<DynamoDBBatchResponse> {
  const { Records } = streamEventSchema.parse(event);
  const failed: string[] = [];
  for (const record of Records.filter(({ eventName }) => eventName === 'INSERT')) {
    if (!(await take(record, deps))) failed.push(record.dynamodb.SequenceNumber);
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** False when it has to be sent again. */
async function take(
  { dynamodb: { NewImage: image, SequenceNumber: sequence } }: StreamRecord,
  deps: InboxDeps,
): Promise<boolean> {
  const about = { part: 'inbox', sequence };
  try {
    const kept = image && deps.readKept(image);
    if (!kept) return true;
    const outcome = await carryOut(kept, deps);
    deps.log({ level: 'info', ...about, deliveryId: kept.delivery.id, event: kept.event.type, outcome });
    return true;
  } catch (error) {
    const again = !isOurs(error) || error.retryable;
    const message = again ? 'a delivery could not be worked on' : 'a delivery cannot be worked on and is given up';
    deps.log({ level: again ? 'warn' : 'error', ...about, message, error: String(error) });
    return !again;
  }
}
