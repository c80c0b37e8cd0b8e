import { toStreamedEvent } from '#adapters/dynamodb/event-item.ts';
import { openLog } from '#lambdas/http/log.ts';
import { logMeasures } from './log-measures.ts';

const log = openLog();

/** Takes the table's stream and logs what CloudWatch counts. */
export async function handler(event: unknown): Promise<void> {
  logMeasures(event, { readEvent: toStreamedEvent, log });
}
