import type { DynamoDBBatchResponse } from 'aws-lambda';
import type { TaskEvent } from '#domain/task-event.ts';
import type { NotifyDeps } from './notify-deps.ts';
import type { StreamEvent, StreamRecord } from '#lambdas/http/stream-event.ts';
import { tell } from './tell.ts';

type Received = { readonly type: 'event'; readonly sequence: string; readonly event: TaskEvent };
type Read = Received | { readonly type: 'other' } | { readonly type: 'unreadable'; readonly sequence: string };

/**
 * Tells people about new events: those of one task in their order, tasks beside each other. Only what can neither be told
 * nor recorded as owed is reported, so that the stream hands it over again: a vendor that is down holds up no shard.
 */
export async function notify({ Records }: StreamEvent, deps: NotifyDeps): Promise<DynamoDBBatchResponse> {
  const read = Records.filter(({ eventName }) => eventName === 'INSERT').map((record) => readRecord(record, deps));
  const unreadable = read.flatMap((one) => (one.type === 'unreadable' ? [one.sequence] : []));
  const received = read.filter((one) => one.type === 'event');
  const byTask = Map.groupBy(received, ({ event: { taskId } }) => taskId);
  const failed = await Promise.all([...byTask.values()].map((events) => tellInOrder(events, deps)));
  return { batchItemFailures: [...unreadable, ...failed.flat()].map((itemIdentifier) => ({ itemIdentifier })) };
}

/** An event that this version cannot read is left to the stream: a later version may. */
function readRecord({ dynamodb }: StreamRecord, { readEvent, log }: NotifyDeps): Read {
  const { SequenceNumber: sequence, NewImage: image } = dynamodb;
  try {
    const event = image && readEvent(image);
    return event ? { type: 'event', sequence, event } : { type: 'other' };
  } catch (error) {
    log({ level: 'error', message: 'an event cannot be read', sequence, error: String(error) });
    return { type: 'unreadable', sequence };
  }
}

/** Stops at the first event that fails, so that nothing is told before what came before it. */
async function tellInOrder(events: readonly Received[], deps: NotifyDeps): Promise<string[]> {
  for (const [index, { event }] of events.entries()) {
    const told = await tell(event, deps).then(
      () => true,
      (error: unknown) => {
        const about = { event: event.id, taskId: event.taskId, error: String(error) };
        deps.log({ level: 'warn', message: 'an event could not be told', ...about });
        return false;
      },
    );
    if (!told) return events.slice(index).map(({ sequence }) => sequence);
  }
  return [];
}
