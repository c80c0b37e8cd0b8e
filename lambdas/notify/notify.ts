import type { DynamoDBBatchResponse } from 'aws-lambda';
import { decideNotices, type Notice, noticeIdOf } from '#domain/decide-notices.ts';
import { InputError, PolicyError } from '#domain/errors.ts';
import type { Task } from '#domain/task.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import { claim } from './claim.ts';
import type { About, NotifyDeps } from './notify-deps.ts';
import { type StreamRecord, streamEventSchema } from './schema.ts';
import { sendGithub } from './send-github.ts';
import { sendJira } from './send-jira.ts';
import { sendSlack } from './send-slack.ts';

type Received = { readonly type: 'event'; readonly sequence: string; readonly event: TaskEvent };
type Read = Received | { readonly type: 'other' } | { readonly type: 'unreadable'; readonly sequence: string };

/**
 * Tells people about new events: those of one task in their order, tasks beside each other. What could not be sent is
 * reported, so that the stream sends it and what follows it again; what was sent is not sent twice.
 */
export async function notify(event: unknown, deps: NotifyDeps): Promise<DynamoDBBatchResponse> {
  const { Records } = streamEventSchema.parse(event);
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
    const told = await tell(event, deps).catch((error: unknown) => {
      deps.log({
        level: 'warn',
        message: 'an event could not be told',
        event: event.id,
        taskId: event.taskId,
        error: String(error),
      });
      return false;
    });
    if (!told) return events.slice(index).map(({ sequence }) => sequence);
  }
  return [];
}

/** False when something has to be sent again. A channel that fails keeps nothing from the others. */
async function tell(event: TaskEvent, deps: NotifyDeps): Promise<boolean> {
  const task = await deps.store.readTask(event.taskId);
  if (task === undefined) return true;
  const notices = Object.values(Object.groupBy(decideNotices(event, task), ({ channel }) => channel));
  const told = await Promise.all(notices.map((own) => sendAll(own, { event, task }, deps)));
  return told.every(Boolean);
}

async function sendAll(notices: readonly Notice[], about: { event: TaskEvent; task: Task }, deps: NotifyDeps): Promise<boolean> {
  for (const notice of notices) {
    const sent = await sendOnce(notice, about, deps);
    if (!sent) return false;
  }
  return true;
}

async function sendOnce(notice: Notice, { event, task }: { event: TaskEvent; task: Task }, deps: NotifyDeps): Promise<boolean> {
  if (deps[notice.channel] === undefined) return true;
  const claimed = await claim(event, noticeIdOf(notice), deps);
  if (claimed.type === 'busy') return false;
  if (claimed.type === 'sent') return true;
  try {
    await send(notice, { event, task, again: claimed.again }, deps);
  } catch (error) {
    const about = { taskId: task.id, event: event.id, notice: noticeIdOf(notice), error: String(error) };
    // Trying again would hold up what comes after it, on every channel, and would be refused again.
    if (error instanceof InputError || error instanceof PolicyError)
      deps.log({ level: 'error', message: 'a notice was refused and is given up', ...about });
    else {
      deps.log({ level: 'warn', message: 'a notice could not be sent', ...about });
      await claimed.release();
      return false;
    }
  }
  await claimed.confirm();
  return true;
}

async function send(notice: Notice, about: About, deps: NotifyDeps): Promise<void> {
  switch (notice.channel) {
    case 'slack':
      return sendSlack(notice, about, deps);
    case 'jira':
      return sendJira(notice, about, deps);
    case 'github':
      return sendGithub(notice, about, deps);
  }
}
