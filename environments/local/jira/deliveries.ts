import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Collection } from '../documents.ts';
import type { Logger } from '../logger.ts';

/** A webhook that was not delivered yet. */
export const deliverySchema = z.object({
  id: z.string(),
  /** Sent as `X-Atlassian-Webhook-Identifier`, the same on every try. */
  identifier: z.string(),
  event: z.string(),
  body: z.string(),
  attempts: z.int().nonnegative(),
});
export type DeliveryRecord = z.infer<typeof deliverySchema>;

export interface DeliveryOptions {
  readonly queue: Collection<DeliveryRecord>;
  readonly secret: string;
  readonly target: () => string;
  readonly logger: Logger;
  /** Milliseconds before the first repetition; doubled each time up to 32 times this. */
  readonly firstDelayMs: number;
}

/** Sends what is in the queue, and again with back-off until the target takes it. */
export interface Deliveries {
  /** Looks into the queue; call it after adding to it. */
  wake(): void;
  /** Resolves when the queue is empty. */
  idle(): Promise<void>;
  /** Ends sending; what was not delivered stays in the queue. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 20_000;
const MAX_DOUBLINGS = 5;

/** Starts with what an earlier process left. */
export function startDeliveries(options: DeliveryOptions): Deliveries {
  const { queue, firstDelayMs } = options;
  const stop = new AbortController();
  const running = new Map<string, Promise<void>>();
  let waiting: (() => void)[] = [];
  const settle = (): void => {
    if (queue.list().length > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  const deliver = async (delivery: DeliveryRecord): Promise<void> => {
    let current = delivery;
    while (!stop.signal.aborted) {
      const done = await attempt(options, current, stop.signal);
      if (stop.signal.aborted) return;
      if (done) {
        queue.delete(current.id);
        return;
      }
      current = { ...current, attempts: current.attempts + 1 };
      queue.put(current.id, current);
      await pause(firstDelayMs * 2 ** Math.min(current.attempts - 1, MAX_DOUBLINGS), stop.signal);
    }
  };
  const wake = (): void => {
    for (const delivery of queue.list()) {
      if (stop.signal.aborted || running.has(delivery.id)) continue;
      const work = deliver(delivery).finally(() => {
        running.delete(delivery.id);
        if (!stop.signal.aborted) settle();
      });
      running.set(delivery.id, work);
    }
  };
  wake();
  return {
    wake,
    idle: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        settle();
      }),
    close: async () => {
      stop.abort();
      await Promise.allSettled(running.values());
    },
  };
}

/** True when the delivery is over: taken, or refused in a way that a repetition cannot change. */
async function attempt(options: DeliveryOptions, delivery: DeliveryRecord, signal: AbortSignal): Promise<boolean> {
  const { identifier, event, attempts } = delivery;
  try {
    const response = await fetch(options.target(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=UTF-8',
        'user-agent': 'Atlassian Webhook HTTP Client',
        'x-atlassian-webhook-identifier': identifier,
        'x-hub-signature': `sha256=${createHmac('sha256', options.secret).update(delivery.body).digest('hex')}`,
        ...(attempts > 0 ? { 'x-atlassian-webhook-retry': String(attempts) } : {}),
      },
      body: delivery.body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    const again = response.status >= 500 || response.status === 429 || response.status === 408;
    if (!response.ok) options.logger.warn('webhook refused', { identifier, event, status: response.status, again });
    return !again;
  } catch (error) {
    if (!signal.aborted) options.logger.warn('webhook not delivered', { identifier, event, attempts, error: String(error) });
    return false;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
