import type { DatabaseSync } from 'node:sqlite';

/** A state machine as it is stored; times are milliseconds since 1970. */
export interface StoredMachine {
  readonly arn: string;
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly createdAt: number;
  readonly revision: string;
}

export interface MachineRows {
  get(arn: string): StoredMachine | undefined;
  put(machine: StoredMachine): void;
  /** In order of name, after the given one. */
  list(after: string, limit: number): StoredMachine[];
  /** The text of a definition by its hash; executions keep the one they began with. */
  definition(hash: string): string | undefined;
  keepDefinition(hash: string, text: string): void;
}

export function openMachineRows(database: DatabaseSync): MachineRows {
  database.exec(`
    CREATE TABLE IF NOT EXISTS machines (arn TEXT PRIMARY KEY, name TEXT NOT NULL, definition TEXT NOT NULL, role TEXT NOT NULL,
      created INTEGER NOT NULL, revision TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, body TEXT NOT NULL)`);
  const get = database.prepare('SELECT * FROM machines WHERE arn = ?');
  const put = database.prepare('INSERT OR REPLACE INTO machines VALUES (?, ?, ?, ?, ?, ?)');
  const list = database.prepare('SELECT * FROM machines WHERE name > ? ORDER BY name LIMIT ?');
  const definition = database.prepare('SELECT body FROM definitions WHERE hash = ?');
  const keep = database.prepare('INSERT INTO definitions VALUES (?, ?) ON CONFLICT DO NOTHING');
  return {
    get: (arn) => {
      const row = get.get(arn);
      return row === undefined ? undefined : toMachine(row);
    },
    put: (machine) => {
      put.run(machine.arn, machine.name, machine.definition, machine.roleArn, machine.createdAt, machine.revision);
    },
    list: (after, limit) => list.all(after, limit).map(toMachine),
    definition: (hash) => {
      const row = definition.get(hash);
      return row === undefined ? undefined : String(row['body']);
    },
    keepDefinition: (hash, text) => {
      keep.run(hash, text);
    },
  };
}

function toMachine(row: Record<string, unknown>): StoredMachine {
  return {
    arn: String(row['arn']),
    name: String(row['name']),
    definition: String(row['definition']),
    roleArn: String(row['role']),
    createdAt: Number(row['created']),
    revision: String(row['revision']),
  };
}
