import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { Logger } from '../logger.ts';
import type { Cursor } from './cursor.ts';
import { type BatchOutcome, openKeyQueues } from './key-queues.ts';
import { trackProgress } from './progress.ts';
import { toStreamEvent } from './stream-event.ts';
import type { EventImage } from './written-events.ts';

export type EventListener = (event: DynamoDBStreamEvent) => Promise<void>;

export interface PumpOptions {
  readonly table: string;
  readonly cursor: Cursor;
  /** One JSON object a line for each event that was given up on. */
  readonly deadLetterFile: string;
  readonly logger: Logger;
  /** How often an event is tried; default 20, which outlasts an outage of some minutes. */
  readonly tries?: number;
  /** The pause after the first failure; it doubles up to 30 s. Default 100 ms. */
  readonly firstPauseMs?: number;
  /** After this long without an answer a call counts as failed, as a Lambda's would. Default 60 s. */
  readonly timeoutMs?: number;
}

/** Hands events to a listener: those of one task one after another in their order, tasks beside each other. */
export interface EventPump {
  readonly add: (events: readonly EventImage[]) => void;
  readonly onEvent: (listener: EventListener) => void;
  /** Hands over what is waiting, for 5 s at most; what keeps failing is left for the next start. */
  readonly close: () => Promise<void>;
}

const MAX_PAUSE_MS = 30_000;
const DRAIN_MS = 5_000;

/** Opens the pump; events wait until a listener is there. */
export function openPump(options: PumpOptions): EventPump {
  const progress = trackProgress(options.cursor, options.logger);
  let listener: EventListener | undefined;
  const queues = openKeyQueues<EventImage>({
    maxRunning: 16,
    maxBatch: 10,
    process: async (batch, attempt) => {
      const outcome = await handOver(batch, attempt, { ...options, listener });
      if (outcome === 'done') for (const { id } of batch) progress.ended(id);
      return outcome;
    },
  });
  return {
    add: (events) => {
      for (const event of events) {
        progress.began(event.id);
        queues.push(event.taskKey, event);
      }
    },
    onEvent: (newListener) => {
      listener = newListener;
      queues.start();
    },
    close: async () => {
      if (listener) await Promise.race([queues.drained(), delay(DRAIN_MS, undefined, { ref: false })]);
      queues.stop();
      progress.close();
    },
  };
}

async function handOver(
  batch: readonly EventImage[],
  attempt: number,
  options: PumpOptions & { listener: EventListener | undefined },
): Promise<BatchOutcome> {
  const { listener, table, logger, tries = 20, firstPauseMs = 100, timeoutMs = 60_000 } = options;
  try {
    await withinTime(listener?.(toStreamEvent(table, batch)), timeoutMs);
    return 'done';
  } catch (error) {
    // A batch that failed is taken apart first: only the event at fault is given up on.
    if (batch.length === 1 && attempt >= tries) return giveUp(batch, error, options);
    logger.warn('notify failed and will be tried again', { event: batch[0]?.id, attempt, error: String(error) });
    return { againInMs: Math.min(firstPauseMs * 2 ** (attempt - 1), MAX_PAUSE_MS) };
  }
}

async function withinTime(call: Promise<void> | undefined, timeoutMs: number): Promise<void> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new Error(`notify did not answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    await Promise.race([call, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function giveUp(batch: readonly EventImage[], error: unknown, { deadLetterFile, logger }: PumpOptions): BatchOutcome {
  for (const { id, taskKey, image } of batch) {
    const letter = { at: new Date().toISOString(), id, taskKey, error: String(error), image };
    logger.error('notify failed for good; the event is in the dead-letter file', {
      event: id,
      task: taskKey,
      error: String(error),
    });
    try {
      appendFileSync(deadLetterFile, `${JSON.stringify(letter)}\n`);
    } catch (failure) {
      logger.error('the dead-letter file cannot be written', { event: id, error: String(failure) });
    }
  }
  return 'done';
}
