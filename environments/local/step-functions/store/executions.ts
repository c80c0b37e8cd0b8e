import type { DatabaseSync } from 'node:sqlite';
import type { Execution, Status } from '../run.ts';

const STATUSES: readonly Status[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

type NewExecution = Pick<
  Execution,
  'arn' | 'name' | 'machineArn' | 'machineName' | 'definition' | 'roleArn' | 'input' | 'startedAt' | 'deadline'
>;

export interface ExecutionRows {
  get(id: number): Execution | undefined;
  find(arn: string): Execution | undefined;
  insert(execution: NewExecution): number;
  /** Writes what may change. An end that is written has not been told yet. */
  update(execution: Execution): void;
  /** Newest first, below the given id. */
  list(query: { machineArn: string; status: string | undefined; below: number; limit: number }): Execution[];
  /** Ended executions whose end has not been told. */
  untold(): number[];
  /** Marks the end at that time as told. */
  told(id: number, stoppedAt: number): void;
  /** Running executions whose own time is over. */
  overdue(now: number): number[];
  nextDeadline(after: number): number | undefined;
}

export function openExecutionRows(database: DatabaseSync): ExecutionRows {
  database.exec(`
    CREATE TABLE IF NOT EXISTS executions (id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
      machine TEXT NOT NULL, machine_name TEXT NOT NULL, definition TEXT NOT NULL, role TEXT NOT NULL, input TEXT NOT NULL,
      started INTEGER NOT NULL, status TEXT NOT NULL, stopped INTEGER, deadline INTEGER, output TEXT, error TEXT, cause TEXT,
      redrives INTEGER NOT NULL, redriven INTEGER, told INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS executions_by_machine ON executions (machine, id);
    CREATE INDEX IF NOT EXISTS executions_by_status ON executions (machine, status, id);
    CREATE INDEX IF NOT EXISTS executions_by_deadline ON executions (deadline) WHERE deadline IS NOT NULL;
    CREATE INDEX IF NOT EXISTS executions_untold ON executions (told) WHERE told = 0`);
  const get = database.prepare('SELECT * FROM executions WHERE id = ?');
  const find = database.prepare('SELECT * FROM executions WHERE arn = ?');
  const insert = database.prepare(
    `INSERT INTO executions (arn, name, machine, machine_name, definition, role, input, started, status, deadline, redrives, told)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING', ?, 0, 1)`,
  );
  const update = database.prepare(
    `UPDATE executions SET status = ?, stopped = ?, deadline = ?, output = ?, error = ?, cause = ?, redrives = ?, redriven = ?,
       told = ? WHERE id = ?`,
  );
  const all = database.prepare('SELECT * FROM executions WHERE machine = ? AND id < ? ORDER BY id DESC LIMIT ?');
  const some = database.prepare('SELECT * FROM executions WHERE machine = ? AND status = ? AND id < ? ORDER BY id DESC LIMIT ?');
  const untold = database.prepare('SELECT id FROM executions WHERE told = 0 ORDER BY id');
  const tell = database.prepare('UPDATE executions SET told = 1 WHERE id = ? AND stopped = ?');
  const overdue = database.prepare('SELECT id FROM executions WHERE deadline <= ?');
  const next = database.prepare('SELECT min(deadline) AS at FROM executions WHERE deadline > ?');
  return {
    get: (id) => toOne(get.get(id)),
    find: (arn) => toOne(find.get(arn)),
    insert: (execution) => {
      const { arn, name, machineArn, machineName, definition, roleArn, input, startedAt, deadline } = execution;
      const written = insert.run(arn, name, machineArn, machineName, definition, roleArn, input, startedAt, deadline ?? null);
      return Number(written.lastInsertRowid);
    },
    update: (execution) => {
      const { status, stoppedAt, deadline, output, error, cause, redriveCount, redrivenAt, id } = execution;
      const told = status === 'RUNNING' ? 1 : 0;
      const ended = [stoppedAt ?? null, deadline ?? null, output ?? null, error ?? null, cause ?? null];
      update.run(status, ...ended, redriveCount, redrivenAt ?? null, told, id);
    },
    list: ({ machineArn, status, below, limit }) =>
      (status === undefined ? all.all(machineArn, below, limit) : some.all(machineArn, status, below, limit)).map(toExecution),
    untold: () => untold.all().map((row) => Number(row['id'])),
    told: (id, stoppedAt) => {
      tell.run(id, stoppedAt);
    },
    overdue: (now) => overdue.all(now).map((row) => Number(row['id'])),
    nextDeadline: (after) => number(next.get(after)?.['at']),
  };
}

function toOne(row: Record<string, unknown> | undefined): Execution | undefined {
  return row === undefined ? undefined : toExecution(row);
}

function toExecution(row: Record<string, unknown>): Execution {
  return {
    id: Number(row['id']),
    arn: String(row['arn']),
    name: String(row['name']),
    machineArn: String(row['machine']),
    machineName: String(row['machine_name']),
    definition: String(row['definition']),
    roleArn: String(row['role']),
    input: String(row['input']),
    startedAt: Number(row['started']),
    status: STATUSES.find((status) => status === row['status']) ?? 'FAILED',
    stoppedAt: number(row['stopped']),
    deadline: number(row['deadline']),
    output: text(row['output']),
    error: text(row['error']),
    cause: text(row['cause']),
    redriveCount: Number(row['redrives']),
    redrivenAt: number(row['redriven']),
  };
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
