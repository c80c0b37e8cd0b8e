/** What came of a batch: done, or to be tried again after a pause. */
export type BatchOutcome = 'done' | { readonly againInMs: number };

export interface KeyQueuesOptions<T> {
  readonly maxRunning: number;
  /** The first attempt at a queue's head takes so many at once; later ones take one, so that one bad entry stands alone. */
  readonly maxBatch: number;
  /** Must not reject. `attempt` is 1-based and begins again with the next batch. */
  process(batch: readonly T[], attempt: number): Promise<BatchOutcome>;
}

/** Queues by key: entries of one key are processed one batch after another, keys beside each other. */
export interface KeyQueues<T> {
  push(key: string, entry: T): void;
  /** From now on entries are processed. */
  start(): void;
  /** Resolves when nothing is being processed or waiting, other than what pauses after a failure. */
  drained(): Promise<void>;
  /** Begins nothing more. */
  stop(): void;
}

interface Queue<T> {
  readonly key: string;
  readonly entries: T[];
  attempt: number;
  pause?: NodeJS.Timeout;
}

/** Opens empty queues, stopped until `start`. */
export function openKeyQueues<T>(options: KeyQueuesOptions<T>): KeyQueues<T> {
  const queues = new Map<string, Queue<T>>();
  const ready: Queue<T>[] = [];
  const waiters: (() => void)[] = [];
  const state = { on: false, running: 0 };

  function run(): void {
    while (state.on && state.running < options.maxRunning) {
      const queue = ready.shift();
      if (!queue) break;
      state.running += 1;
      void processHead(queue).finally(() => {
        state.running -= 1;
        run();
      });
    }
    if (state.running === 0 && ready.length === 0) for (const resolve of waiters.splice(0)) resolve();
  }

  async function processHead(queue: Queue<T>): Promise<void> {
    const batch = queue.entries.slice(0, queue.attempt === 1 ? options.maxBatch : 1);
    const outcome = await options.process(batch, queue.attempt);
    if (outcome !== 'done') {
      queue.attempt += 1;
      queue.pause = setTimeout(() => enqueue(queue), outcome.againInMs);
      return;
    }
    queue.entries.splice(0, batch.length);
    queue.attempt = 1;
    if (queue.entries.length > 0) ready.push(queue);
    else queues.delete(queue.key);
  }

  function enqueue(queue: Queue<T>): void {
    ready.push(queue);
    run();
  }

  return {
    push: (key, entry) => {
      const queue = queues.get(key);
      if (queue) {
        queue.entries.push(entry);
        return;
      }
      const fresh = { key, entries: [entry], attempt: 1 };
      queues.set(key, fresh);
      enqueue(fresh);
    },
    start: () => {
      state.on = true;
      run();
    },
    drained: () => new Promise((resolve) => (state.running === 0 && ready.length === 0 ? resolve() : waiters.push(resolve))),
    stop: () => {
      state.on = false;
      for (const { pause } of queues.values()) clearTimeout(pause);
    },
  };
}
