import type { DatabaseSync } from 'node:sqlite';
import type { HistoryEvent } from '../run.ts';

export interface HistoryRows {
  append(execution: number, events: readonly HistoryEvent[]): void;
  last(execution: number): number;
  /** From the given id on, upwards or downwards. */
  page(execution: number, query: { from: number; limit: number; reverse: boolean }): HistoryEvent[];
}

export function openHistoryRows(database: DatabaseSync): HistoryRows {
  database.exec(
    'CREATE TABLE IF NOT EXISTS history (execution INTEGER NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (execution, id))',
  );
  const append = database.prepare('INSERT INTO history VALUES (?, ?, ?)');
  const last = database.prepare('SELECT max(id) AS id FROM history WHERE execution = ?');
  const up = database.prepare('SELECT body FROM history WHERE execution = ? AND id >= ? ORDER BY id LIMIT ?');
  const down = database.prepare('SELECT body FROM history WHERE execution = ? AND id <= ? ORDER BY id DESC LIMIT ?');
  return {
    append: (execution, events) => {
      for (const event of events) append.run(execution, event.id, JSON.stringify(event));
    },
    last: (execution) => Number(last.get(execution)?.['id'] ?? 0),
    page: (execution, { from, limit, reverse }) =>
      (reverse ? down : up).all(execution, from, limit).map((row) => {
        const event: HistoryEvent = JSON.parse(String(row['body']));
        return event;
      }),
  };
}
