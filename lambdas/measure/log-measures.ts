import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TaskEvent } from '#domain/task-event.ts';
import type { Log } from '#lambdas/http/log.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { streamEventSchema } from './schema.ts';
import { type Measure, toMeasure } from './to-measure.ts';

export interface MeasureDeps {
  readonly readEvent: (image: Record<string, AttributeValue>) => TaskEvent | undefined;
  readonly log: Log;
}

/** Logs what is counted of new events. One that cannot be read is passed over: notify tells of it, and a count is not worth a wait. */
export function logMeasures(event: unknown, { readEvent, log }: MeasureDeps): void {
  for (const { dynamodb } of parseEvent(streamEventSchema, event).Records) {
    const measured = dynamodb.NewImage && readMeasure(dynamodb.NewImage, readEvent);
    if (measured) log({ level: 'info', ...measured });
  }
}

function readMeasure(
  image: Record<string, AttributeValue>,
  readEvent: MeasureDeps['readEvent'],
): (Measure & { readonly taskId: string }) | undefined {
  try {
    const event = readEvent(image);
    const measure = event && toMeasure(event);
    return event && measure ? { ...measure, taskId: event.taskId } : undefined;
  } catch {
    return undefined;
  }
}
