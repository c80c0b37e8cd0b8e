import { DatabaseSync } from 'node:sqlite';
import { type ExecutionRows, openExecutionRows } from './store/executions.ts';
import { type HistoryRows, openHistoryRows } from './store/history.ts';
import { type MachineRows, openMachineRows } from './store/machines.ts';
import { openThreadRows, type ThreadRows } from './store/threads.ts';

/** The engine's durable memory: one SQLite file that survives SIGKILL. */
export interface Store {
  readonly machines: MachineRows;
  readonly executions: ExecutionRows;
  readonly threads: ThreadRows;
  readonly history: HistoryRows;
  /** A value made once for this file. */
  secret(make: () => string): string;
  /** Runs all writes of `work` or none of them. */
  transaction<R>(work: () => R): R;
  close(): void;
}

/** Opens (or creates) the file; `:memory:` for tests. */
export function openStore(file: string): Store {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
  database.exec('CREATE TABLE IF NOT EXISTS secrets (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL)');
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  return {
    machines: openMachineRows(database),
    executions: openExecutionRows(database),
    threads: openThreadRows(database),
    history: openHistoryRows(database),
    secret: (make) => {
      database.prepare('INSERT INTO secrets (id, value) VALUES (1, ?) ON CONFLICT DO NOTHING').run(make());
      return String(database.prepare('SELECT value FROM secrets').get()?.['value']);
    },
    transaction: (work) => {
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        // A full disk, for one, makes SQLite roll back by itself; trying again would hide the reason.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}
