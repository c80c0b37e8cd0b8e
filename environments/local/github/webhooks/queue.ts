import { createHmac } from 'node:crypto';
import type { Logger } from '../../logger.ts';
import type { DeliveryRecord } from '../state/repositories.ts';
import type { Store } from '../state/store.ts';

/** Waits before another attempt, in milliseconds; after the last one the delivery is given up. */
const RETRY_AFTER = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const ANSWER_WITHIN = 10_000;

export interface DeliveryQueue {
  /** Looks for deliveries that are due. */
  wake(): void;
  /** Stops after the delivery that is under way; the others wait for the next start. */
  close(): Promise<void>;
}

interface QueueOptions {
  readonly store: Store;
  readonly secret: string;
  readonly webhookUrl: () => string;
  readonly now: () => Date;
  readonly logger: Logger;
}

/**
 * Sends recorded deliveries in order, each at least once. Unlike github.com it tries again when the target is down or
 * answers 5xx, because here both ends are often restarted together.
 */
export function openDeliveryQueue(options: QueueOptions): DeliveryQueue {
  const { store, now } = options;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;

  const work = async (): Promise<void> => {
    for (;;) {
      const due = closed ? undefined : store.deliveries.list().find(({ nextAt }) => new Date(nextAt) <= now());
      if (due === undefined) return;
      await attempt(options, due);
    }
  };
  const sleep = (): void => {
    const [first] = store.deliveries
      .list()
      .map(({ nextAt }) => new Date(nextAt).getTime())
      .sort((a, b) => a - b);
    if (closed || first === undefined) return;
    timer = setTimeout(wake, Math.max(first - now().getTime(), 10));
    timer.unref();
  };
  const wake = (): void => {
    clearTimeout(timer);
    working ??= work().finally(() => {
      working = undefined;
      if (!closed) sleep();
    });
  };
  return {
    wake,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await working;
    },
  };
}

async function attempt(options: QueueOptions, delivery: DeliveryRecord): Promise<void> {
  const { store, logger, now } = options;
  const answer = await send(options, delivery);
  if (answer !== undefined && answer < 500) {
    if (answer >= 400) logger.warn('a webhook was refused', { event: delivery.event, guid: delivery.guid, answer });
    store.deliveries.delete(delivery.guid);
    return;
  }
  const wait = RETRY_AFTER[delivery.attempts];
  if (wait === undefined) {
    logger.error('a webhook could not be delivered', { event: delivery.event, guid: delivery.guid, answer });
    store.deliveries.delete(delivery.guid);
    return;
  }
  const nextAt = new Date(now().getTime() + wait).toISOString();
  store.deliveries.put(delivery.guid, { ...delivery, attempts: delivery.attempts + 1, nextAt });
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
