import type { DatabaseSync } from 'node:sqlite';
import { isReady, type Thread, wakeTime } from '../run.ts';

export interface ThreadRows {
  /** In the order in which they began. */
  load(execution: number): Thread[];
  put(execution: number, thread: Thread): void;
  delete(execution: number, thread: string): void;
  /** Executions that have something to do without waiting: a step, or a Lambda whose answer got lost. */
  busy(): number[];
  /** Executions with a thread to be woken by now. */
  due(now: number): number[];
  /** When the next thread after that time is to be woken. The index on it is the heap of timers. */
  nextWake(after: number): number | undefined;
}

export function openThreadRows(database: DatabaseSync): ThreadRows {
  database.exec(`
    CREATE TABLE IF NOT EXISTS threads (execution INTEGER NOT NULL, id TEXT NOT NULL, wake INTEGER, busy INTEGER NOT NULL,
      body TEXT NOT NULL, UNIQUE (execution, id));
    CREATE INDEX IF NOT EXISTS threads_by_wake ON threads (wake) WHERE wake IS NOT NULL;
    CREATE INDEX IF NOT EXISTS threads_busy ON threads (busy) WHERE busy = 1`);
  const load = database.prepare('SELECT body FROM threads WHERE execution = ? ORDER BY rowid');
  const put = database.prepare(
    `INSERT INTO threads (execution, id, wake, busy, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (execution, id) DO UPDATE SET wake = excluded.wake, busy = excluded.busy, body = excluded.body`,
  );
  const remove = database.prepare('DELETE FROM threads WHERE execution = ? AND id = ?');
  const busy = database.prepare('SELECT DISTINCT execution FROM threads WHERE busy = 1 ORDER BY execution');
  const due = database.prepare('SELECT DISTINCT execution FROM threads WHERE wake <= ?');
  const next = database.prepare('SELECT min(wake) AS at FROM threads WHERE wake > ?');
  return {
    load: (execution) =>
      load.all(execution).map((row) => {
        const thread: Thread = JSON.parse(String(row['body']));
        return thread;
      }),
    put: (execution, thread) => {
      put.run(execution, thread.id, wakeTime(thread) ?? null, isBusy(thread) ? 1 : 0, JSON.stringify(thread));
    },
    delete: (execution, thread) => {
      remove.run(execution, thread);
    },
    busy: () => busy.all().map((row) => Number(row['execution'])),
    due: (now) => due.all(now).map((row) => Number(row['execution'])),
    nextWake: (after) => {
      const at = next.get(after)?.['at'];
      return typeof at === 'number' ? at : undefined;
    },
  };
}

function isBusy(thread: Thread): boolean {
  const { phase, halted } = thread;
  if (halted !== undefined) return false;
  return isReady(thread) || phase.at === 'call' || (phase.at === 'token' && phase.call !== undefined);
}
