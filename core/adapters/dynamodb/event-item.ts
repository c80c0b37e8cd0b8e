import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type TaskEvent, type TaskFact, taskEventSchema } from '#domain/task-event.ts';
import type { Clock } from '#ports/clock.ts';
import { expiryOf } from './expiry.ts';
import { eventKey } from './keys.ts';
import { pack, parseItem, unpack } from './parse-item.ts';
import type { Item } from './write.ts';

/** The item of a fact that happens now; its id is what orders it. */
export function toEventItem(clock: Clock, taskId: string, fact: TaskFact): Item {
  const id = clock.newId();
  const now = clock.now();
  return { ...eventKey(taskId, id), id, taskId, at: now.toISOString(), fact: pack(fact), expiresAt: expiryOf('history', now) };
}

/** Reads an event's item. */
export function toTaskEvent(item: Item): TaskEvent {
  return parseItem(taskEventSchema, { ...item, fact: unpack(item['fact']) });
}

/** Reads the new image of a stream record; `undefined` when it is not an event's. */
export function toStreamedEvent(image: Record<string, AttributeValue>): TaskEvent | undefined {
  if (!image['pk']?.S?.startsWith('TASK#') || !image['sk']?.S?.startsWith('EVENT#')) return undefined;
  return toTaskEvent(unmarshall(image));
}
