import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Collection } from '../documents.ts';
import type { Logger } from '../logger.ts';

/** A webhook that was not delivered yet. */
export const hookSchema = z.object({ id: z.string(), requestId: z.string(), resource: z.string(), body: z.string() });
export type HookRecord = z.infer<typeof hookSchema>;

export interface HookOptions {
  readonly queue: Collection<HookRecord>;
  readonly clientSecret: string;
  readonly target: () => string;
  readonly logger: Logger;
  /** Milliseconds before a try that failed is made again. */
  readonly retryDelayMs: number;
}

export interface Hooks {
  /** Sends what is in the queue. */
  wake(): void;
  /** Resolves when the queue is empty. */
  idle(): Promise<void>;
  /** What was not delivered is sent after the next start. */
  close(): Promise<void>;
}

/** Sentry waits this long for an answer. */
const TIMEOUT_MS = 1_000;
/** And tries this often: a hook that fails then is lost, as Sentry's are. */
const MAX_TRIES = 3;

/** Puts a hook into the queue; runs inside the caller's transaction. */
export function enqueue(queue: Collection<HookRecord>, resource: string, payload: object): void {
  const id = String(queue.next()).padStart(12, '0');
  queue.put(id, { id, requestId: randomUUID().replaceAll('-', ''), resource, body: JSON.stringify(payload) });
}

export function startHooks(options: HookOptions): Hooks {
  const { queue } = options;
  const stop = new AbortController();
  let running: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    for (let [hook] = queue.list(); hook && !stop.signal.aborted; [hook] = queue.list()) {
      await deliver(hook, options, stop.signal);
      if (!stop.signal.aborted) queue.delete(hook.id);
    }
  };
  const wake = (): void => {
    running ??= drain().finally(() => {
      running = undefined;
      if (!stop.signal.aborted && queue.list().length > 0) wake();
    });
  };
  const idle = async (): Promise<void> => {
    const current = running;
    if (current === undefined) return;
    await current;
    // What came into the queue at its end began another.
    await idle();
  };
  wake();
  return {
    wake,
    idle,
    close: async () => {
      stop.abort();
      await running;
    },
  };
}

async function deliver(hook: HookRecord, options: HookOptions, signal: AbortSignal): Promise<void> {
  const { logger, retryDelayMs } = options;
  for (let tries = 1; tries <= MAX_TRIES && !signal.aborted; tries += 1) {
    const status = await send(hook, options, signal);
    if (status !== undefined && status < 500) return;
    logger.warn('sentry hook not taken', { resource: hook.resource, requestId: hook.requestId, status, tries });
    await wait(retryDelayMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Undefined when nobody answers in time. */
async function send(hook: HookRecord, { clientSecret, target }: HookOptions, signal: AbortSignal): Promise<number | undefined> {
  try {
    const response = await fetch(target(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'request-id': hook.requestId,
        'sentry-hook-resource': hook.resource,
        'sentry-hook-timestamp': String(Math.floor(Date.now() / 1_000)),
        'sentry-hook-signature': createHmac('sha256', clientSecret).update(hook.body).digest('hex'),
      },
      body: hook.body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}
