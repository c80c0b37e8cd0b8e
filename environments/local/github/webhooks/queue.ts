import { createHmac } from 'node:crypto';
import type { Logger } from '../../logger.ts';
import type { DeliveryRecord } from '../state/repositories.ts';
import type { Store } from '../state/store.ts';

/** Waits before another attempt, in milliseconds; after the last one the delivery is given up. */
const RETRY_AFTER = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const ANSWER_WITHIN = 10_000;

/** Deliveries under way at once; GitHub does not promise an order either. */
const LANES = 4;

export interface DeliveryQueue {
  /** Sends a recorded delivery as soon as a lane is free. */
  add(guid: string): void;
  /** Stops after the deliveries that are under way; the others wait for the next start. */
  close(): Promise<void>;
}

interface QueueOptions {
  readonly store: Store;
  readonly secret: string;
  readonly webhookUrl: () => string;
  readonly logger: Logger;
}

/**
 * Sends recorded deliveries, each at least once. Unlike github.com it tries again when the target is down or answers
 * 5xx, because here both ends are often restarted together.
 */
export function openDeliveryQueue(options: QueueOptions): DeliveryQueue {
  const closing = new AbortController();
  const unsettled = new Set<string>();
  const waiting: string[] = [];
  const lanes = new Set<Promise<void>>();

  const send = async (guid: string): Promise<void> => {
    const again = await attempt(options, guid);
    if (again === undefined) {
      unsettled.delete(guid);
      return;
    }
    const timer = setTimeout(() => {
      waiting.push(guid);
      fill();
    }, again);
    closing.signal.addEventListener('abort', () => clearTimeout(timer));
  };
  const fill = (): void => {
    while (lanes.size < LANES && !closing.signal.aborted) {
      const guid = waiting.shift();
      if (guid === undefined) return;
      const lane = send(guid).finally(() => {
        lanes.delete(lane);
        fill();
      });
      lanes.add(lane);
    }
  };
  const add = (guid: string): void => {
    if (unsettled.has(guid)) return;
    unsettled.add(guid);
    waiting.push(guid);
    fill();
  };
  for (const { guid } of options.store.deliveries.list()) add(guid);
  return {
    add,
    close: async () => {
      closing.abort();
      await Promise.all(lanes);
    },
  };
}

/** Tries once; answers after how many milliseconds to try again, or undefined when the delivery is settled. */
async function attempt(options: QueueOptions, guid: string): Promise<number | undefined> {
  const { store, logger } = options;
  const delivery = store.deliveries.get(guid);
  // Its transaction was rolled back.
  if (delivery === undefined) return undefined;
  const answer = await send(options, delivery);
  if (answer !== undefined && answer < 500) {
    if (answer >= 400) logger.warn('a webhook was refused', { event: delivery.event, guid, answer });
    store.deliveries.delete(guid);
    return undefined;
  }
  const wait = RETRY_AFTER[delivery.attempts];
  if (wait === undefined) {
    logger.error('a webhook could not be delivered', { event: delivery.event, guid, answer });
    store.deliveries.delete(guid);
    return undefined;
  }
  store.deliveries.put(guid, { ...delivery, attempts: delivery.attempts + 1 });
  return wait;
}

/** The answer's status; undefined when there was none. */
async function send({ secret, webhookUrl, logger }: QueueOptions, delivery: DeliveryRecord): Promise<number | undefined> {
  const signature = createHmac('sha256', secret).update(delivery.body).digest('hex');
  try {
    const response = await fetch(webhookUrl(), {
      method: 'POST',
      body: delivery.body,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/stepwright',
        'x-github-delivery': delivery.guid,
        'x-github-event': delivery.event,
        'x-github-hook-id': '1',
        'x-github-hook-installation-target-type': 'integration',
        'x-hub-signature-256': `sha256=${signature}`,
      },
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    logger.warn('a webhook target did not answer', { event: delivery.event, guid: delivery.guid, error: String(error) });
    return undefined;
  }
}
